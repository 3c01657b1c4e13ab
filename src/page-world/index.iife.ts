/**
 * Gives the page a camera whose pictures can be styled. The script runs in the page's own world before any of its
 * scripts. It holds nothing of the extension but a port for pictures, so that a page gains nothing by taking it apart.
 */
import { CAMERA_HANDSHAKE, type CameraTrack } from '../protocol/camera';
import { log } from '../util/log';
import type { CameraPump } from './camera-pump';
import { isRestyled, restyleTrack, wrapped } from './camera-track';

const MARK = Symbol.for('inkreel.camera');

const pumps = new Set<CameraPump>();
let relay: MessagePort | null = null;

function connect(pump: CameraPump): void {
  if (!relay) return;
  const { port1, port2 } = new MessageChannel();
  const message: CameraTrack = { type: 'camera-track' };
  relay.postMessage(message, [port2]);
  pump.connect(port1);
}

function start(pump: CameraPump): () => void {
  pumps.add(pump);
  connect(pump);
  return () => pumps.delete(pump);
}

/** Replaces the camera tracks of a stream. Captured screens stay, and so do tracks that cannot be restyled. */
function restyle(stream: MediaStream): MediaStream {
  for (const camera of stream.getVideoTracks()) {
    if ('displaySurface' in camera.getSettings()) continue;
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

/** Replaces a method by a wrapper of itself. */
function override(target: object, name: string, apply: ProxyHandler<() => never>['apply']) {
  const property = Object.getOwnPropertyDescriptor(target, name);
  if (typeof property?.value !== 'function') return;
  Object.defineProperty(target, name, { ...property, value: wrapped(property.value, apply) });
}

function run(): void {
  override(MediaDevices.prototype, 'getUserMedia', (native, self, args) => {
    const stream: Promise<MediaStream> = Reflect.apply(native, self, args);
    return stream.then(restyle);
  });
  // Old pages call the forms with callbacks.
  for (const name of ['getUserMedia', 'webkitGetUserMedia']) {
    override(Navigator.prototype, name, (native, self, [constraints, succeed, ...rest]) => {
      const callback = typeof succeed === 'function' ? (stream: MediaStream) => succeed(restyle(stream)) : succeed;
      return Reflect.apply(native, self, [constraints, callback, ...rest]);
    });
  }
  // The native method does not call the `clone` of its tracks.
  override(MediaStream.prototype, 'clone', (native, self, args) => {
    if (!(self instanceof MediaStream) || !self.getTracks().some(isRestyled)) return Reflect.apply(native, self, args);
    return new MediaStream(self.getTracks().map((track) => track.clone()));
  });
  addEventListener(
    'message',
    (event) => {
      const [port] = event.ports;
      if (event.source !== window || event.data?.type !== CAMERA_HANDSHAKE || !port) return;
      event.stopImmediatePropagation();
      relay?.close();
      relay = port;
      for (const pump of pumps) connect(pump);
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
