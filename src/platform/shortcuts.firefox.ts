/** Firefox's page on which the user sets shortcuts. */

interface FirefoxCommands {
  openShortcutSettings(): Promise<void>;
}

/** Opens the page. Firefox does not let extensions open its address in a tab. */
export const openShortcutsPage = (): Promise<void> =>
  (chrome.commands as unknown as FirefoxCommands).openShortcutSettings();
