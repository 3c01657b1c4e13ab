/**
 * Gives the page a camera whose pictures can be styled. The script runs in the page's own world before any of its
 * scripts. It holds nothing of the extension but a port for pictures, so that a page gains nothing by taking it apart.
 */
import { CAMERA_HANDSHAKE, type CameraTrack } from '../protocol/camera';
import { log } from '../util/log';
import type { CameraPump } from './camera-pump';
import { isRestyledTrack, overrideTracks, restyleTrack } from './camera-track';
import { overrideGetter, overrideMethod } from './native';

const MARK = Symbol.for('inkreel.camera');

/** Running pumps, with the ids of their tracks. */
const pumps = new Map<CameraPump, string>();
let relay: MessagePort | null = null;

function connect(pump: CameraPump, track: string): void {
  if (!relay) return;
  const { port1, port2 } = new MessageChannel();
  const message: CameraTrack = { type: 'camera-track', track };
  relay.postMessage(message, [port2]);
  pump.connect(port1);
}

function start(pump: CameraPump, track: string): () => void {
  pumps.set(pump, track);
  connect(pump, track);
  return () => pumps.delete(pump);
}

/** Replaces the camera tracks of a stream. Captured screens stay, and so do tracks that cannot be restyled. */
function restyle(stream: MediaStream): MediaStream {
  for (const camera of stream.getVideoTracks()) {
    if (isRestyledTrack(camera) || 'displaySurface' in camera.getSettings()) continue;
    try {
      // Adds before it removes: a stream without any track would become inactive.
      stream.addTrack(restyleTrack(camera, start));
      stream.removeTrack(camera);
    } catch (error) {
      log('camera', 'A track cannot be restyled: the page gets the camera unchanged', error);
    }
  }
  return stream;
}

function run(): void {
  overrideTracks(start);
  overrideMethod(MediaDevices.prototype, 'getUserMedia', (native, self, args) => {
    const stream: Promise<MediaStream> = Reflect.apply(native, self, args);
    return stream.then(restyle);
  });
  // Old pages call the forms with callbacks.
  for (const name of ['getUserMedia', 'webkitGetUserMedia']) {
    overrideMethod(Navigator.prototype, name, (native, self, [constraints, succeed, ...rest]) => {
      const callback = typeof succeed === 'function' ? (stream: MediaStream) => succeed(restyle(stream)) : succeed;
      return Reflect.apply(native, self, [constraints, callback, ...rest]);
    });
  }
  // The element <usermedia> asks for the camera by itself (Chromium from 144 on).
  const { HTMLUserMediaElement: element } = globalThis as { HTMLUserMediaElement?: { prototype: object } };
  overrideGetter(element?.prototype, 'stream', (native, self, args) => {
    const stream: unknown = Reflect.apply(native, self, args);
    return stream instanceof MediaStream ? restyle(stream) : stream;
  });
  addEventListener(
    'message',
    (event) => {
      const [port] = event.ports;
      if (event.source !== window || event.data?.type !== CAMERA_HANDSHAKE || !port) return;
      event.stopImmediatePropagation();
      relay?.close();
      relay = port;
      for (const [pump, track] of pumps) connect(pump, track);
    },
    { capture: true },
  );
}

const isAble =
  'mediaDevices' in navigator && 'MediaStreamTrackGenerator' in window && 'MediaStreamTrackProcessor' in window;
if (isAble && !(MARK in window)) {
  Object.defineProperty(window, MARK, { value: true });
  run();
}
