/**
 * A window of its own for a video whose picture nobody may read: the tab is captured, the video cut out of it, and restyled
 * here as on any page. Over the tab itself the overlay would be captured too. Only the picture: the sound stays in the tab.
 */
import browser from 'webextension-polyfill';
import { Restyler } from '../../content-script/session/restyler';
import { PLACE_PORT, parseVideoPlace } from '../../protocol/runtime';
import { readSettings, type Settings, watchSettings } from '../../settings';
import { lookOf } from '../../settings/look';
import { siteOf } from '../../settings/site';
import { FAULT_WORDS, WORDS } from '../popup/words';
import { element } from '../shared/element';
import { Crop } from './crop';

const close = () => window.close();
const tabId = Number(new URLSearchParams(location.search).get('tab'));
const say = (text: string) => {
  element('words').textContent = text;
};

/** Pictures of odd sizes would be squeezed by a pixel, and with them the whole tab. */
const evenPixels = (side: number) => 2 * Math.ceil((side * devicePixelRatio) / 2);

/** Asked for larger pictures than the tab is, the browser would draw the page itself larger. */
async function captureTab({ width = 0, height = 0 }): Promise<MediaStreamTrack> {
  const mandatory = {
    chromeMediaSource: 'tab',
    chromeMediaSourceId: await chrome.tabCapture.getMediaStreamId({ targetTabId: tabId }),
    maxWidth: evenPixels(width),
    maxHeight: evenPixels(height),
    maxFrameRate: 60,
  };
  // The browser's own form for tabs, which the standard's types do not know.
  const video = { mandatory } as MediaTrackConstraints;
  const [track] = (await navigator.mediaDevices.getUserMedia({ video })).getVideoTracks();
  if (!track) throw new Error('The tab has no picture.');
  return track;
}

/** Follows the video in the tab until it is gone, or restyled there. */
function follow(crop: Crop): void {
  const port = browser.tabs.connect(tabId, { name: PLACE_PORT, frameId: 0 });
  port.onMessage.addListener((message: unknown) => {
    const place = parseVideoPlace(message);
    if (place) crop.setPlace(place);
  });
  port.onDisconnect.addListener(() => {
    // A tab that is gone is no error here.
    void chrome.runtime.lastError;
    close();
  });
}

function restyle(site: string, settings: Settings): void {
  const look = (now: Settings) => ({ ...lookOf(now, site), quality: now.quality });
  const restyler = new Restyler(
    look(settings),
    [],
    ({ shadowRoot }) => shadowRoot,
    ({ fault }) => say(fault ? FAULT_WORDS[fault].sentence : ''),
  );
  watchSettings((now) => restyler.setLook(look(now)));
}

async function start(): Promise<void> {
  const [tab, settings] = await Promise.all([browser.tabs.get(tabId), readSettings()]);
  const site = siteOf(tab.url ?? '')?.host ?? '';
  document.title = `${tab.title ?? site} · Inkreel`;
  const track = await captureTab(tab);
  track.addEventListener('ended', close);
  const crop = new Crop(track);
  document.querySelector('video')!.srcObject = new MediaStream([crop.track]);
  follow(crop);
  restyle(site, settings);
}

browser.tabs.onRemoved.addListener((id) => id === tabId && close());
start().catch(() => browser.tabs.get(tabId).then(() => say(WORDS.captureFailed), close));
