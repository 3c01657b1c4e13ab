/** Creates the track that a page gets instead of its camera's. It differs only in its pictures. */
import { CameraPump } from './camera-pump';

/** Methods that the camera's own track has to answer. */
const ASKED_OF_CAMERA = ['getCapabilities', 'getConstraints', 'getSettings', 'applyConstraints'] as const;
/** Events of the camera to pass on. `ended` follows by itself when frames end. */
const CAMERA_EVENTS = ['mute', 'unmute', 'configurationchange'];

const restyled = new WeakSet<MediaStreamTrack>();

/** Stops the camera of a track that the page has dropped and can no longer stop. */
const abandoned = new FinalizationRegistry<MediaStreamTrack>((camera) => camera.stop());

/** Whether a track was made by `restyleTrack`. */
export const isRestyled = (track: MediaStreamTrack): boolean => restyled.has(track);

/** Wraps `native` with another behaviour, keeping its name, length, text and errors. */
export const wrapped = <F extends (...args: never[]) => unknown>(native: F, apply: ProxyHandler<F>['apply']): F =>
  new Proxy(native, apply ? { apply } : {});

/**
 * Creates the track to give to the page instead of `camera`, and takes `camera` over: stopping the new track stops it.
 * A clone gets a clone of the camera's track, with its own constraints.
 * @param start called with the pump of this track and of each clone; returns a function to call at its end
 * @returns a track with the camera's label, settings, capabilities, constraints, events and end
 */
export function restyleTrack(camera: MediaStreamTrack, start: (pump: CameraPump) => () => void): MediaStreamTrack {
  const { readable } = new MediaStreamTrackProcessor({ track: camera, maxBufferSize: 1 });
  const generator = new MediaStreamTrackGenerator({ kind: 'video' });
  // The generator's clone is a plain track, which the page cannot write to.
  const track = generator.clone();
  const held = new WeakRef(track);
  let finish = () => {};
  const pump = new CameraPump(
    readable,
    generator.writable.getWriter(),
    () => held.deref()?.enabled === true,
    () => finish(),
  );
  finish = start(pump);

  const own = (name: string, property: PropertyDescriptor) =>
    Object.defineProperty(track, name, { configurable: true, ...property });
  own('label', { get: () => camera.label });
  own('muted', { get: () => camera.muted });
  for (const name of ASKED_OF_CAMERA) {
    const value = wrapped(track[name], (native, self, args) =>
      Reflect.apply(native, self === track ? camera : self, args),
    );
    own(name, { value, writable: true });
  }
  const stop = wrapped(track.stop, (native, self, args) => {
    Reflect.apply(native, self, args);
    if (self === track) camera.stop();
  });
  const clone = wrapped(track.clone, (native, self, args) => {
    if (self !== track) return Reflect.apply(native, self, args);
    const copy = restyleTrack(camera.clone(), start);
    copy.enabled = track.enabled;
    copy.contentHint = track.contentHint;
    return copy;
  });
  own('stop', { value: stop, writable: true });
  own('clone', { value: clone, writable: true });
  for (const name of CAMERA_EVENTS) camera.addEventListener(name, () => held.deref()?.dispatchEvent(new Event(name)));

  abandoned.register(track, camera);
  restyled.add(track);
  return track;
}
