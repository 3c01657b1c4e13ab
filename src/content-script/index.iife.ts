/** Content script of each document: runs the restyler while its site is switched on, and answers the popup. */
import browser from 'webextension-polyfill';
import { openShadowRoot } from '../platform/shadow-roots';
import {
  type LookSetting,
  parseAccessGranted,
  parseActOnVideo,
  parseChangeFirstLook,
  parseRestyleCanvas,
  parseTellOnVideo,
  type RestyleCanvas,
  type SetLook,
} from '../protocol/runtime';
import type { Settings } from '../settings';
import { drawnLook, lookOf } from '../settings/look';
import { modeOf } from '../settings/rules';
import { isWanted } from '../settings/site';
import { logged, setLogging } from '../util/log';
import { nameOwnStyles } from '../words/style-names';
import { CameraRelay } from './camera/camera-relay';
import { tellCanvasPointed } from './canvas/canvas-pointer';
import { Canvases } from './canvas/canvases';
import { isExtensionAlive } from './host/host-connection';
import { Original } from './original';
import { readyStateOf } from './page/dom';
import { watchRewrites } from './page/rewrites';
import { Players } from './player/players';
import { askStyles, forgetStyles } from './player/style-choices';
import { Restyler } from './session/restyler';
import { currentHostname, currentSite } from './site';
import { SiteSettings } from './site-settings';
import { answerStatus, documentId } from './status';
import { reportToToolbar } from './toolbar-report';
import { answerPlace } from './video-place';

declare global {
  /** Set in the isolated world once this script runs: whether its extension is still there. */
  var inkreelIsAlive: (() => boolean) | undefined;
  /** Lets the service worker find the document with the largest video, which shortcuts act on. */
  var inkreelLargestArea: ((hasPicture: boolean) => number) | undefined;
}

const site = currentSite();
const hostname = currentHostname();
let restyler: Restyler | null = null;
let isFirstLook = false;
let isReady = false;
let settings: Settings | null = null;

/** Longest wait for a page that does not finish loading. */
const MOST_LOADING_MS = 3000;

/** Waits for `load`: adding elements earlier breaks framework hydration. */
const pageLoaded = (): Promise<void> =>
  new Promise((done) => {
    if (readyStateOf(document) === 'complete') return done();
    window.addEventListener('load', () => done(), { once: true });
    setTimeout(done, MOST_LOADING_MS);
  });

let original: Original | null = null;
async function setLook(look: LookSetting): Promise<void> {
  const message: SetLook = { type: 'set-look', look };
  await browser.runtime.sendMessage(message).catch(logged('content', 'The look cannot be changed', undefined));
}

const players = new Players(openShadowRoot, { setLook, askStyles });

const canvases = new Canvases(openShadowRoot);

/** Adds the reasons why chosen canvases are not restyled. */
function currentStatus(): Restyler['status'] | undefined {
  const status = restyler?.status;
  const { faults } = canvases;
  return status && { ...status, videos: status.videos + faults.length, faults: [...status.faults, ...faults] };
}

/** Whether a page without a video has a canvas to offer. It is looked for only while the popup asks. */
const hasCanvas = (): boolean => currentStatus()?.videos === 0 && canvases.hasOffer;

function restyleCanvas({ document: offering }: RestyleCanvas): void {
  if (offering === null) canvases.toggleBelowMenu();
  else if (offering === documentId) canvases.acceptOffer();
}

function apply(): void {
  if (!settings || !isReady) return;
  const look = { ...drawnLook(lookOf(settings, site)), quality: settings.quality };
  const media = settings.sites[site]?.media ?? [];
  players.set(look, settings.playerButton);
  const isLookedAt =
    isFirstLook && !settings.paused && modeOf(settings, site) !== 'off' && modeOf(settings, hostname) !== 'off';
  if (!isLookedAt && !isWanted(settings, site, hostname)) {
    restyler?.stop();
    restyler = null;
  } else if (restyler) {
    restyler.setLook(look);
    restyler.setMedia(media);
  } else {
    restyler = new Restyler(look, media, openShadowRoot, players.changed);
  }
  if (!restyler) canvases.stop();
  if (restyler) original?.listen(settings.holdKey);
  else original?.stop();
}

/** Settings that decide which styles there are, and their order. */
const shelfOf = ({ ownStyles, styleOrder, favourites }: Settings): string =>
  JSON.stringify([ownStyles, styleOrder, favourites]);

let camera: CameraRelay | null = null;

/** Applies at once: the page may ask for its camera long before it has loaded. */
function applyToCamera(now: Settings): void {
  const { enabled, ...look } = now.camera;
  const isOn = enabled && isWanted(now, site, hostname);
  if (isOn) camera ??= new CameraRelay();
  camera?.setLook(isOn ? { ...drawnLook(look), quality: now.quality } : null);
}

function run(): void {
  const onSettings = (changed: Settings) => {
    // A decision of the user on this site ends the first look.
    if (settings && modeOf(changed, site) !== modeOf(settings, site)) isFirstLook = false;
    if (settings && shelfOf(changed) !== shelfOf(settings)) forgetStyles();
    settings = changed;
    nameOwnStyles(settings.ownStyles);
    setLogging(settings.debug);
    applyToCamera(settings);
    apply();
  };
  const siteSettings = new SiteSettings(site, hostname, onSettings);
  void pageLoaded().then(() => {
    isReady = true;
    apply();
  });
  browser.runtime.onMessage.addListener((message: unknown) => {
    const act = parseActOnVideo(message);
    if (act) players.act(act);
    const canvas = parseRestyleCanvas(message);
    if (canvas && restyler) restyleCanvas(canvas);
    const told = parseTellOnVideo(message);
    if (told) players.tell(told);
    if (parseAccessGranted(message)) restyler?.retryProxyVideos();
    const look = parseChangeFirstLook(message);
    if (!look) return undefined;
    isFirstLook = look.type === 'begin-first-look';
    apply();
    return Promise.resolve(true);
  });
  const cameraView = () => camera?.view ?? null;
  answerStatus(currentStatus, cameraView, hasCanvas);
  reportToToolbar(currentStatus, cameraView);
  answerPlace(() => restyler);
  tellCanvasPointed(openShadowRoot, () => restyler !== null);
  watchRewrites(document, () => {
    siteSettings.listen();
    restyler?.stop();
    restyler = null;
    canvases.stop();
    original?.stop();
    apply();
  });
  original = new Original((isShown) => restyler?.showOriginal(isShown), openShadowRoot);
}

if (!globalThis.inkreelIsAlive?.()) {
  globalThis.inkreelIsAlive = isExtensionAlive;
  globalThis.inkreelLargestArea = (hasPicture) => players.largestArea(hasPicture);
  run();
}
