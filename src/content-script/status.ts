import browser from 'webextension-polyfill';
import type { CameraView } from '../protocol/camera';
import { type DocumentStatus, MOST_ENTRIES, STATUS_PORT, type VideoStatus } from '../protocol/runtime';
import { randomId } from './host/host-connection';

/** Tells this document from the others of its tab. */
export const documentId = randomId();

const INTERVAL_MS = 500;

const NOTHING: VideoStatus = {
  videos: 0,
  styled: [],
  playing: false,
  starting: null,
  faults: [],
  waiting: 0,
  foreign: [],
  capturable: false,
  readable: null,
};

/**
 * Reports this document's videos, its camera view and whether there is a canvas to offer, to the popup twice a
 * second, as long as its port is open.
 */
export function answerStatus(
  read: () => VideoStatus | undefined,
  readCamera: () => CameraView | null,
  hasCanvas: () => boolean,
): void {
  browser.runtime.onConnect.addListener((port) => {
    if (port.name !== STATUS_PORT) return;
    const report = () => {
      const [videos, camera] = [read(), readCamera()];
      const status = videos ?? NOTHING;
      const message: DocumentStatus = {
        ...status,
        type: 'status',
        document: documentId,
        running: videos !== undefined || camera !== null,
        styled: status.styled.slice(0, MOST_ENTRIES),
        faults: status.faults.slice(0, MOST_ENTRIES),
        foreign: status.foreign.slice(0, MOST_ENTRIES),
        camera,
        canvas: hasCanvas(),
      };
      port.postMessage(message);
    };
    const timer = setInterval(report, INTERVAL_MS);
    port.onDisconnect.addListener(() => clearInterval(timer));
    report();
  });
}
