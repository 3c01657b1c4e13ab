import browser from 'webextension-polyfill';
import type { CameraView } from '../protocol/camera';
import { type DocumentStatus, MOST_ENTRIES, STATUS_PORT, type VideoStatus } from '../protocol/runtime';
import { randomId } from './host/host-connection';

const INTERVAL_MS = 500;

const NOTHING: VideoStatus = {
  videos: 0,
  styled: [],
  faults: [],
  waiting: 0,
  foreign: [],
  capturable: false,
  readable: null,
};

/** Reports this document's videos, and what others see of its camera, to the popup twice a second, as long as its port is open. */
export function answerStatus(read: () => VideoStatus | undefined, readCamera: () => CameraView | null): void {
  const id = randomId();
  browser.runtime.onConnect.addListener((port) => {
    if (port.name !== STATUS_PORT) return;
    const report = () => {
      const { videos, styled, faults, waiting, foreign, capturable, readable } = read() ?? NOTHING;
      const message: DocumentStatus = {
        type: 'status',
        document: id,
        videos,
        styled: styled.slice(0, MOST_ENTRIES),
        faults: faults.slice(0, MOST_ENTRIES),
        waiting,
        foreign: foreign.slice(0, MOST_ENTRIES),
        capturable,
        readable,
        camera: readCamera(),
      };
      port.postMessage(message);
    };
    const timer = setInterval(report, INTERVAL_MS);
    port.onDisconnect.addListener(() => clearInterval(timer));
    report();
  });
}
