import browser from 'webextension-polyfill';
import { PLACE_PORT } from '../protocol/runtime';
import { rectOf } from './page/dom';
import { placeOf } from './page/shown-area';
import type { Restyler } from './session/restyler';

/**
 * Tells the capture window where the largest unreadable video is, whenever that changes. The port closes when the video
 * goes or can be styled in the page.
 */
export function answerPlace(restyler: () => Restyler | null): void {
  browser.runtime.onConnect.addListener((port) => {
    if (port.name !== PLACE_PORT) return;
    const session = restyler()?.largestOutOfReach;
    let last = '';
    let next = 0;
    const tell = () => {
      if (!session || !restyler()?.mayBeCaptured(session)) {
        port.disconnect();
        return;
      }
      const place = placeOf(rectOf(session.video), window, window.visualViewport);
      const key = JSON.stringify(place);
      if (key !== last) port.postMessage(place);
      last = key;
      next = requestAnimationFrame(tell);
    };
    port.onDisconnect.addListener(() => cancelAnimationFrame(next));
    tell();
  });
}
