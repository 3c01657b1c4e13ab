/** Creates the track that a page gets instead of its camera's. It differs only in its pictures. */
import { CameraPump } from './camera-pump';
import { overrideGetter, overrideMethod } from './native';

/** Getters and methods of a track that are answered by the camera's own track. */
const ASKED_OF_CAMERA = {
  getters: ['label', 'muted', 'stats'],
  methods: ['getCapabilities', 'getConstraints', 'getSettings', 'applyConstraints'],
};
/** Methods of ImageCapture that need the camera itself. `grabFrame` takes its picture from the track. */
const NEED_CAMERA = ['getPhotoCapabilities', 'getPhotoSettings', 'takePhoto'];
/** Events of the camera to pass on. `ended` follows by itself when frames end. */
const CAMERA_EVENTS = ['mute', 'unmute', 'configurationchange'];

/** Begins to serve a track by its id; returns a function to call at its end. */
export type StartPump = (pump: CameraPump, trackId: string) => () => void;

/** The cameras behind the tracks made by `restyleTrack`. */
const cameras = new WeakMap<object, MediaStreamTrack>();

/** Stops the camera of a track that the page has dropped and can no longer stop. */
const abandoned = new FinalizationRegistry<MediaStreamTrack>((camera) => stopNatively(camera));

/** Whether a track was made by `restyleTrack`. */
export const isRestyledTrack = (track: MediaStreamTrack): boolean => cameras.has(track);

const { clone, stop } = MediaStreamTrack.prototype;
const cloneNatively = (track: MediaStreamTrack): MediaStreamTrack => Reflect.apply(clone, track, []);
const stopNatively = (track: MediaStreamTrack): void => Reflect.apply(stop, track, []);

/**
 * Creates the track that the page gets instead of `camera`, and takes over `camera`. After `overrideTracks`, the new track
 * answers all questions as the camera does.
 */
export function restyleTrack(camera: MediaStreamTrack, start: StartPump): MediaStreamTrack {
  const { readable } = new MediaStreamTrackProcessor({ track: camera, maxBufferSize: 1 });
  const generator = new MediaStreamTrackGenerator({ kind: 'video' });
  // The generator's clone is a plain track, which the page cannot write to.
  const track = cloneNatively(generator);
  const held = new WeakRef(track);
  let finish = () => {};
  const pump = new CameraPump(
    readable,
    generator.writable.getWriter(),
    () => held.deref()?.enabled === true,
    () => finish(),
  );
  finish = start(pump, track.id);
  for (const name of CAMERA_EVENTS) camera.addEventListener(name, () => held.deref()?.dispatchEvent(new Event(name)));
  cameras.set(track, camera);
  abandoned.register(track, camera);
  return track;
}

/**
 * Makes restyled tracks answer as their cameras: label, settings, capabilities, constraints, statistics and photos. Stopping
 * one stops its camera; a clone of one has a clone of its camera, with constraints of its own.
 *
 * It replaces what the browser's prototypes hold and not properties of each track: pages wrap these prototypes themselves, or
 * apply their methods.
 */
export function overrideTracks(start: StartPump): void {
  const tracks = MediaStreamTrack.prototype;
  const askCamera: ProxyHandler<() => never>['apply'] = (native, self, args) =>
    Reflect.apply(native, cameras.get(self) ?? self, args);
  for (const name of ASKED_OF_CAMERA.getters) overrideGetter(tracks, name, askCamera);
  for (const name of ASKED_OF_CAMERA.methods) overrideMethod(tracks, name, askCamera);
  overrideMethod(tracks, 'stop', (native, self, args) => {
    Reflect.apply(native, self, args);
    const camera = cameras.get(self);
    if (camera) stopNatively(camera);
  });
  overrideMethod(tracks, 'clone', (native, self, args) => {
    const camera = cameras.get(self);
    if (!camera) return Reflect.apply(native, self, args);
    const copy = restyleTrack(cloneNatively(camera), start);
    copy.enabled = self.enabled;
    copy.contentHint = self.contentHint;
    return copy;
  });
  // The native method does not call the `clone` of its tracks.
  overrideMethod(MediaStream.prototype, 'clone', (native, self, args) => {
    if (!(self instanceof MediaStream) || !self.getTracks().some(isRestyledTrack))
      return Reflect.apply(native, self, args);
    return new MediaStream(self.getTracks().map((track) => track.clone()));
  });
  overridePhotos();
}

function overridePhotos(): void {
  if (typeof ImageCapture !== 'function') return;
  const captures = new WeakMap<ImageCapture, ImageCapture>();
  const ofCamera = (own: unknown): unknown => {
    const camera = own instanceof ImageCapture ? cameras.get(own.track) : undefined;
    if (!camera || !(own instanceof ImageCapture)) return own;
    const known = captures.get(own) ?? new ImageCapture(camera);
    captures.set(own, known);
    return known;
  };
  for (const name of NEED_CAMERA)
    overrideMethod(ImageCapture.prototype, name, (native, self, args) => Reflect.apply(native, ofCamera(self), args));
}
