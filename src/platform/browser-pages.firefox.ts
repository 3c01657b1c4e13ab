/** Firefox's own pages. Extensions cannot open their addresses in a tab. */

interface FirefoxCommands {
  openShortcutSettings(): Promise<void>;
}

/** Address of the page with the switch for graphics acceleration; undefined where extensions cannot open it. */
export const GRAPHICS_SETTINGS: string | undefined = undefined;

/** Opens the page on which the user sets shortcuts. */
export const openShortcutsPage = (): Promise<void> =>
  (chrome.commands as unknown as FirefoxCommands).openShortcutSettings();
