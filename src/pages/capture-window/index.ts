/**
 * The capture window: captures a tab, crops its video and restyles it here as on any page. It is for videos whose pixels no
 * script may read. It must be a separate window, because an overlay in the tab would be captured too. The sound stays in the
 * tab.
 */
import browser from 'webextension-polyfill';
import { Restyler } from '../../content-script/session/restyler';
import { PLACE_PORT, parseVideoPlace } from '../../protocol/runtime';
import { readSettings, type Settings, watchSettings } from '../../settings';
import { drawnLook, lookOf } from '../../settings/look';
import { siteOf } from '../../settings/site';
import { log, setLogging } from '../../util/log';
import { faultWords } from '../../words/fault-words';
import { message } from '../../words/message';
import { fillWords } from '../../words/page-words';
import { element } from '../shared/element';
import { TabCrop } from './crop';

fillWords();

const closeWindow = () => window.close();
const tabId = Number(new URLSearchParams(location.search).get('tab'));
const say = (text: string) => {
  element('words').textContent = text;
};

/** Rounds up to even pixels. With an odd size, the whole picture of the tab would be scaled by a pixel. */
const evenPixels = (side: number) => 2 * Math.ceil((side * devicePixelRatio) / 2);

/** Limits the capture to the tab's size: for a larger one the browser would draw the page itself larger. */
async function captureTab({ width = 0, height = 0 }): Promise<MediaStreamTrack> {
  const mandatory = {
    chromeMediaSource: 'tab',
    chromeMediaSourceId: await chrome.tabCapture.getMediaStreamId({ targetTabId: tabId }),
    maxWidth: evenPixels(width),
    maxHeight: evenPixels(height),
    maxFrameRate: 60,
  };
  // Chromium's own constraints for tabs, which the standard types lack.
  const video = { mandatory } as MediaTrackConstraints;
  const [track] = (await navigator.mediaDevices.getUserMedia({ video })).getVideoTracks();
  if (!track) throw new Error('The tab has no picture.');
  return track;
}

/** Follows the video's place in the tab. Closes the window once the tab's content script says it is over. */
function follow(crop: TabCrop): void {
  const port = browser.tabs.connect(tabId, { name: PLACE_PORT, frameId: 0 });
  port.onMessage.addListener((message: unknown) => {
    const place = parseVideoPlace(message);
    if (place) crop.setPlace(place);
  });
  port.onDisconnect.addListener(() => {
    // Reading lastError keeps Chromium from logging a closed tab as an error.
    void chrome.runtime.lastError;
    closeWindow();
  });
}

function restyle(site: string, settings: Settings): void {
  const look = (now: Settings) => ({ ...drawnLook(lookOf(now, site)), quality: now.quality });
  const restyler = new Restyler(
    look(settings),
    [],
    ({ shadowRoot }) => shadowRoot,
    ({ fault }) => say(fault ? faultWords(fault).title : ''),
  );
  watchSettings((now) => {
    setLogging(now.debug);
    restyler.setLook(look(now));
  });
}

async function start(): Promise<void> {
  const [tab, settings] = await Promise.all([browser.tabs.get(tabId), readSettings()]);
  setLogging(settings.debug);
  const site = siteOf(tab.url ?? '')?.hostname ?? '';
  document.title = `${tab.title ?? site} · Inkreel`;
  const track = await captureTab(tab);
  track.addEventListener('ended', closeWindow);
  const crop = new TabCrop(track);
  document.querySelector('video')!.srcObject = new MediaStream([crop.track]);
  follow(crop);
  restyle(site, settings);
}

browser.tabs.onRemoved.addListener((id) => id === tabId && closeWindow());
start().catch((error) => {
  log('capture', 'The tab cannot be captured', error);
  return browser.tabs.get(tabId).then(() => say(message('capture_failed')), closeWindow);
});
