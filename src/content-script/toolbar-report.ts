/** Tells the service worker what the toolbar button has to show of this document. */
import browser from 'webextension-polyfill';
import type { CameraView } from '../protocol/camera';
import { FAULTS, type Fault } from '../protocol/faults';
import type { PageState } from '../protocol/runtime';
import { logged } from '../util/log';
import { isExtensionAlive } from './host/host-connection';
import type { Restyler } from './session/restyler';

const INTERVAL_MS = 1000;

/** Faults that pass, or are as they should be. */
const SILENT: readonly Fault[] = ['host-gone', 'no-frames', 'own-camera', 'unwanted'];

/** Sums up a status (undefined where nothing runs) and the page's camera view. */
export function pageStateOf(status: Restyler['status'] | undefined, camera: CameraView | null): PageState {
  const videos = status?.styled.length ?? 0;
  const worst = FAULTS.find((fault) => status?.faults.includes(fault) && !SILENT.includes(fault));
  return {
    type: 'page-state',
    isOn: status !== undefined,
    videos,
    isStarting: status !== undefined && status.videos > 0 && videos + status.faults.length + status.waiting === 0,
    fault: videos === 0 && worst ? worst : null,
    camera,
  };
}

/** Looks once a second and reports what has changed. A document where nothing ever ran reports nothing. */
export function reportToToolbar(read: () => Restyler['status'] | undefined, readCamera: () => CameraView | null): void {
  let reported = JSON.stringify(pageStateOf(undefined, null));
  const tell = (state: PageState) => {
    const text = JSON.stringify(state);
    if (text === reported) return;
    reported = text;
    browser.runtime.sendMessage(state).catch(logged('toolbar', 'The service worker does not answer', undefined));
  };
  const report = () => {
    if (isExtensionAlive()) tell(pageStateOf(read(), readCamera()));
    else clearInterval(timer);
  };
  const timer = setInterval(report, INTERVAL_MS);
  // An iframe may be removed. The tab's own document is forgotten with its page.
  const leave = () => isExtensionAlive() && tell(pageStateOf(undefined, null));
  if (window !== top) addEventListener('pagehide', leave);
}
