/** What shortcuts and menus do, for the page in one tab. */
import browser, { type Tabs } from 'webextension-polyfill';
import { readSettings, type Settings, updateSettings } from '../settings';
import { changeLook, lookOf, nextStyle, stepStrength } from '../settings/look';
import { isEnabled, setEnabled } from '../settings/rules';
import { type Site, siteOf } from '../settings/site';
import { listStyles } from '../settings/styles';

const isGranted = (site: Site): Promise<boolean> => browser.permissions.contains({ origins: [site.pattern] });

/** Switches the site on or off. Where access to it is missing the popup opens, which explains and asks for it. */
async function toggle(site: Site, { windowId }: Tabs.Tab): Promise<void> {
  if (!(await isGranted(site))) {
    await chrome.action.openPopup(windowId === undefined ? {} : { windowId });
    return;
  }
  await updateSettings((settings) => setEnabled(settings, site.host, !isEnabled(settings, site.host)));
}

function showNextStyle(settings: Settings, { host }: Site): Settings {
  const ids = listStyles().map(({ id }) => id);
  return changeLook(settings, host, { style: nextStyle(lookOf(settings, host).style, ids) });
}

const step = (settings: Settings, { host }: Site, direction: 1 | -1): Settings =>
  changeLook(settings, host, { strength: stepStrength(lookOf(settings, host).strength, direction) });

/** The look is changed where it can be seen: on sites that are switched on. */
async function changeLookOf(site: Site, change: (settings: Settings, site: Site) => Settings): Promise<void> {
  if (!isEnabled(await readSettings(), site.host)) return;
  await updateSettings((settings) => change(settings, site));
}

/** What can be done, by the names that the manifest's commands have. */
const ACTIONS: Record<string, (site: Site, tab: Tabs.Tab) => Promise<void>> = {
  'toggle-site': toggle,
  'next-style': (site) => changeLookOf(site, showNextStyle),
  'strength-up': (site) => changeLookOf(site, (settings) => step(settings, site, 1)),
  'strength-down': (site) => changeLookOf(site, (settings) => step(settings, site, -1)),
};

/** Does what a shortcut or menu asks for; nothing on a page that is no site. */
export async function act(name: string, tab: Tabs.Tab | undefined): Promise<void> {
  const site = siteOf(tab?.url ?? '');
  if (tab && site) await ACTIONS[name]?.(site, tab);
}
