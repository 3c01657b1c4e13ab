/** Sends content scripts, which have no access to storage, the settings for their documents and every change of them. */
import browser from 'webextension-polyfill';
import type { AskSettings, SettingsChanged } from '../protocol/runtime';
import type { Settings } from '../settings';
import { usableStyle } from '../settings/shelf';
import { logged } from '../util/log';

/**
 * Returns the settings without the rules of sites that a document has nothing to do with. Every style in them exists. Of the
 * user's own styles they hold ids and names only.
 */
export function settingsOf(settings: Settings, { site, hostname }: Pick<AskSettings, 'site' | 'hostname'>): Settings {
  const style = usableStyle(settings, settings.style);
  const sites = Object.entries(settings.sites)
    .filter(([name]) => name === site || name === hostname)
    .map(([name, rule]) => [name, { ...rule, ...(rule.style && { style: usableStyle(settings, rule.style, style) }) }]);
  return {
    ...settings,
    style,
    camera: { ...settings.camera, style: usableStyle(settings, settings.camera.style, style) },
    ownStyles: settings.ownStyles.map((own) => ({ ...own, licence: '', pace: 'fair' })),
    sites: Object.fromEntries(sites),
  };
}

/** Tells every document that the settings have changed. */
export async function announceSettings(): Promise<void> {
  const message: SettingsChanged = { type: 'settings-changed' };
  const tabs = await browser.tabs.query({});
  // Log failures only: most tabs have no content script and do not answer.
  const silent = logged('settings', 'A tab does not answer', undefined);
  await Promise.all(
    tabs.map(({ id }) => (id === undefined ? undefined : browser.tabs.sendMessage(id, message).catch(silent))),
  );
}
