/** The track that a page gets in the place of its camera's: to the page the same, but for its pictures. */
import { CameraPump } from './camera-pump';

/** What is the camera's to answer, not that of the track it is shown through. */
const ASKED_OF_CAMERA = ['getCapabilities', 'getConstraints', 'getSettings', 'applyConstraints'] as const;
/** Events that say something of the camera; `ended` comes by itself when no more frames do. */
const CAMERA_EVENTS = ['mute', 'unmute', 'configurationchange'];

const restyled = new WeakSet<MediaStreamTrack>();

/** A track that nobody holds any more cannot be stopped by anybody either. */
const abandoned = new FinalizationRegistry<MediaStreamTrack>((camera) => camera.stop());

/** Whether a track was made by `restyleTrack`. */
export const isRestyled = (track: MediaStreamTrack): boolean => restyled.has(track);

/** `native` with another behaviour: name, length, text and errors stay its own. */
export const wrapped = <F extends (...args: never[]) => unknown>(native: F, apply: ProxyHandler<F>['apply']): F =>
  new Proxy(native, apply ? { apply } : {});

/**
 * The track to give to the page instead of `camera`, which it takes over: stopping one releases the other. A clone has
 * its own camera track, with constraints of its own, as clones have.
 * @param start told of the pump behind this track and behind each clone
 * @returns a track with the camera's label, settings, capabilities, constraints, events and end
 */
export function restyleTrack(camera: MediaStreamTrack, start: (pump: CameraPump) => () => void): MediaStreamTrack {
  const { readable } = new MediaStreamTrackProcessor({ track: camera, maxBufferSize: 1 });
  const generator = new MediaStreamTrackGenerator({ kind: 'video' });
  // Its clone is a plain track, which the page cannot write to.
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
