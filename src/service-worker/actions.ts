/** Actions of shortcuts and menus on the page in one tab. */
import browser, { type Tabs } from 'webextension-polyfill';
import type { ActOnVideo, LookSetting, RestyleCanvas, TellOnVideo, VideoAction } from '../protocol/runtime';
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

function withStyleBeside(settings: Settings, { hostname }: Site, direction: 1 | -1): Settings {
  const { style } = shownLook(settings, hostname);
  return changeLook(settings, hostname, { style: nextStyle(style, styleIds(settings), direction) });
}

const withStep = (settings: Settings, { hostname }: Site, direction: 1 | -1): Settings =>
  changeLook(settings, hostname, { strength: stepStrength(lookOf(settings, hostname).strength, direction) });

/** Changes of a look by shortcuts and menus. */
type LookChange = 'next-style' | 'previous-style' | 'strength-up' | 'strength-down';

const CHANGES: Record<LookChange, (settings: Settings, site: Site) => Settings> = {
  'next-style': (settings, site) => withStyleBeside(settings, site, 1),
  'previous-style': (settings, site) => withStyleBeside(settings, site, -1),
  'strength-up': (settings, site) => withStep(settings, site, 1),
  'strength-down': (settings, site) => withStep(settings, site, -1),
};

/** Changes the look of a tab's site. */
export async function setLookOf(tab: Pick<Tabs.Tab, 'url'>, look: LookSetting): Promise<void> {
  const site = siteOf(tab.url ?? '');
  const change = Object.fromEntries(Object.entries(look).filter(([, value]) => value !== undefined));
  if (site) await updateSettings((settings) => changeLook(settings, site.hostname, change));
}

/** Whether a tab shows a restyled video. A look just this once is known to the tab alone. */
const isRestyled = async ({ id }: Tabs.Tab): Promise<boolean> =>
  id !== undefined &&
  (await frameIdOfLargest(id).catch(logged('actions', 'The tab cannot be searched', undefined))) !== undefined;

/**
 * Changes the look where it is visible, on sites that are switched on and in tabs that are restyled just this once, and shows it
 * on the video.
 */
async function changeLookWhereOn(target: ActionTarget, change: LookChange): Promise<void> {
  const { site } = target;
  if (!isEnabled(await readSettings(), site.hostname) && !(await isRestyled(target.tab))) return;
  await updateSettings((settings) => CHANGES[change](settings, site));
  await tell(target.tab.id, { what: 'look', ...shownLook(await readSettings(), site.hostname) });
}

/**
 * Finds the document of a tab with the largest video, by its frame id.
 * @param hasPicture whether the video must have a styled picture
 */
async function frameIdOfLargest(tabId: number, hasPicture = true): Promise<number | undefined> {
  const results = await browser.scripting.executeScript({
    target: { tabId, allFrames: true },
    func: (hasPicture: boolean) => globalThis.inkreelLargestArea?.(hasPicture) ?? 0,
    args: [hasPicture],
  });
  const areas = results.map(({ frameId, result }) => ({ frameId, area: Number(result) }));
  return areas.filter(({ area }) => area > 0).sort((a, b) => b.area - a.area)[0]?.frameId;
}

type Told = TellOnVideo extends infer Each ? (Each extends unknown ? Omit<Each, 'type'> : never) : never;

/** Has the tab's largest video show what has changed. Returns whether there is one. */
async function tell(tabId: number | undefined, told: Told): Promise<boolean> {
  if (tabId === undefined) return false;
  const found = frameIdOfLargest(tabId, told.what === 'on');
  const frameId = await found.catch(logged('actions', 'The tab cannot be searched', undefined));
  if (frameId === undefined) return false;
  const message = { type: 'tell-on-video', ...told } as TellOnVideo;
  await browser.tabs
    .sendMessage(tabId, message, { frameId })
    .catch(logged('actions', 'The frame does not answer', undefined));
  return true;
}

/** Longest wait for a video, then for its first styled picture, which a first start compiles, and the polling interval. */
const [VIDEO_MS, PICTURE_MS, LOOK_EVERY_MS] = [15_000, 60_000, 250];

/** Tells that a site is on, or on again: that a picture is being prepared, and as soon as a video of it is restyled. */
async function tellOn({ site, tab }: Pick<ActionTarget, 'site' | 'tab'>): Promise<void> {
  const begin = performance.now();
  let isAnswered = false;
  while (performance.now() - begin < (isAnswered ? PICTURE_MS : VIDEO_MS)) {
    const settings = await readSettings();
    if (settings.paused || !isEnabled(settings, site.hostname)) return;
    const look = shownLook(settings, site.hostname);
    if (await tell(tab.id, { what: 'on', ...look })) return;
    isAnswered ||= await tell(tab.id, { what: 'starting', ...look });
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
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

/** Asks the document whose menu was used to restyle its canvas. */
async function restyleCanvas({ tab, frameId }: ActionTarget): Promise<void> {
  if (tab.id === undefined || frameId === undefined) return;
  const message: RestyleCanvas = { type: 'restyle-canvas', document: null };
  await browser.tabs
    .sendMessage(tab.id, message, { frameId })
    .catch(logged('actions', 'The document does not answer', undefined));
}

/** Switches the site on or off. Where access is missing it opens the popup, which explains and asks for it. */
async function toggle(target: ActionTarget): Promise<void> {
  const { site, tab } = target;
  const { windowId } = tab;
  if (!(await isGranted(site))) {
    await chrome.action.openPopup(windowId === undefined ? {} : { windowId });
    return;
  }
  const isOn = !isEnabled(await readSettings(), site.hostname);
  // Tell the page first: it shows the notice while the overlay goes.
  if (!isOn) await tell(tab.id, { what: 'off' });
  await updateSettings((settings) => setEnabled(settings, site.hostname, isOn));
  if (isOn) await tellOn(target);
}

/** Pauses Inkreel on every site, or resumes. */
async function togglePause(tab: Tabs.Tab | undefined): Promise<void> {
  const { paused } = await readSettings();
  if (!paused) await tell(tab?.id, { what: 'paused' });
  await updateSettings((settings) => ({ ...settings, paused: !paused }));
  const site = siteOf(tab?.url ?? '');
  if (paused && tab && site) await tellOn({ site, tab });
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
  'restyle-canvas': restyleCanvas,
};

/**
 * Performs the action of a shortcut or menu. Pauses everywhere and resumes from any page. Does nothing else on
 * pages that are no site, and on sites where nothing may run.
 * @param frameId document whose menu was used
 */
export async function act(name: string, tab: Tabs.Tab | undefined, frameId?: number): Promise<void> {
  if (name === 'pause') return togglePause(tab);
  const site = siteOf(tab?.url ?? '');
  if (!tab || !site || modeOf(await readSettings(), site.hostname) === 'off') return;
  await ACTIONS[name]?.({ site, tab, frameId });
}
