/** Actions of shortcuts and menus on the page in one tab. */
import browser, { type Tabs } from 'webextension-polyfill';
import type { ActOnVideo, LookChange, VideoAction } from '../protocol/runtime';
import { readSettings, type Settings, updateSettings } from '../settings';
import { changeLook, lookOf, nextStyle, stepStrength } from '../settings/look';
import { isEnabled, modeOf, setEnabled } from '../settings/rules';
import { shownLook, styleIds } from '../settings/shelf';
import { type Site, siteOf } from '../settings/site';
import { logged } from '../util/log';

/** The page that an action is for. */
interface ActionTarget {
  site: Site;
  tab: Tabs.Tab;
  /** The document whose menu was used; absent for shortcuts. */
  frameId: number | undefined;
}

const isGranted = (site: Site): Promise<boolean> => browser.permissions.contains({ origins: [site.pattern] });

/** Switches the site on or off. Where access is missing it opens the popup, which explains and asks for it. */
async function toggle({ site, tab: { windowId } }: ActionTarget): Promise<void> {
  if (!(await isGranted(site))) {
    await chrome.action.openPopup(windowId === undefined ? {} : { windowId });
    return;
  }
  await updateSettings((settings) => setEnabled(settings, site.host, !isEnabled(settings, site.host)));
}

function withStyleBeside(settings: Settings, { host }: Site, direction: 1 | -1): Settings {
  const { style } = shownLook(settings, host);
  return changeLook(settings, host, { style: nextStyle(style, styleIds(settings), direction) });
}

const withStep = (settings: Settings, { host }: Site, direction: 1 | -1): Settings =>
  changeLook(settings, host, { strength: stepStrength(lookOf(settings, host).strength, direction) });

const CHANGES: Record<LookChange, (settings: Settings, site: Site) => Settings> = {
  'next-style': (settings, site) => withStyleBeside(settings, site, 1),
  'previous-style': (settings, site) => withStyleBeside(settings, site, -1),
  'strength-up': (settings, site) => withStep(settings, site, 1),
  'strength-down': (settings, site) => withStep(settings, site, -1),
};

/** Changes the look of a tab's site. */
export async function changeLookOf(tab: Pick<Tabs.Tab, 'url'>, change: LookChange): Promise<void> {
  const site = siteOf(tab.url ?? '');
  if (site) await updateSettings((settings) => CHANGES[change](settings, site));
}

/** Changes the look where it is visible: on sites that are switched on. */
async function changeLookWhereOn({ site, tab }: ActionTarget, change: LookChange): Promise<void> {
  if (isEnabled(await readSettings(), site.host)) await changeLookOf(tab, change);
}

/** Finds the document of a tab with the largest styled video, by its frame id. */
async function frameIdOfLargest(tabId: number): Promise<number | undefined> {
  const results = await browser.scripting.executeScript({
    target: { tabId, allFrames: true },
    func: () => globalThis.inkreelLargestArea?.() ?? 0,
  });
  const areas = results.map(({ frameId, result }) => ({ frameId, area: Number(result) }));
  return areas.filter(({ area }) => area > 0).sort((a, b) => b.area - a.area)[0]?.frameId;
}

/** Asks the content script to act on one video. Does nothing where none is restyled. */
async function actOnVideo(action: VideoAction, { tab, frameId }: ActionTarget): Promise<void> {
  if (tab.id === undefined) return;
  const target =
    frameId ?? (await frameIdOfLargest(tab.id).catch(logged('actions', 'The tab cannot be searched', undefined)));
  if (target === undefined) return;
  const message: ActOnVideo = { type: 'act-on-video', action, which: frameId === undefined ? 'largest' : 'menu' };
  await browser.tabs
    .sendMessage(tab.id, message, { frameId: target })
    .catch(logged('actions', 'The document does not answer', undefined));
}

/** Actions by the names of the manifest's commands. */
const ACTIONS: Record<string, (target: ActionTarget) => Promise<void>> = {
  'toggle-site': toggle,
  'next-style': (target) => changeLookWhereOn(target, 'next-style'),
  'previous-style': (target) => changeLookWhereOn(target, 'previous-style'),
  'strength-up': (target) => changeLookWhereOn(target, 'strength-up'),
  'strength-down': (target) => changeLookWhereOn(target, 'strength-down'),
  'save-picture': (target) => actOnVideo('save-picture', target),
  'picture-in-picture': (target) => actOnVideo('picture-in-picture', target),
  compare: (target) => actOnVideo('compare', target),
};

/**
 * Performs the action of a shortcut or menu. Pauses everywhere and resumes from any page. Does nothing else on
 * pages that are no site, and on sites where nothing may run.
 * @param frameId document whose menu was used
 */
export async function act(name: string, tab: Tabs.Tab | undefined, frameId?: number): Promise<void> {
  if (name === 'pause') return updateSettings((settings) => ({ ...settings, paused: !settings.paused }));
  const site = siteOf(tab?.url ?? '');
  if (!tab || !site || modeOf(await readSettings(), site.host) === 'off') return;
  await ACTIONS[name]?.({ site, tab, frameId });
}
