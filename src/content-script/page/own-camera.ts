/** Recognises videos that play the user's own camera track from `page-world`, whose pictures are already styled. */

/** Largest number of tracks to remember, because a page can announce any number. */
const MOST_TRACKS = 64;

const tracks = new Set<string>();
let isStyled = false;

/** Records the id of a camera's track. If a page names another track of its own, that video stays unchanged. */
export function noteCameraTrack(id: string): void {
  tracks.delete(id);
  tracks.add(id);
  const [oldest] = tracks;
  if (tracks.size > MOST_TRACKS && oldest !== undefined) tracks.delete(oldest);
}

/** Records whether cameras are styled. While they are not, a video that plays one is treated like any other. */
export function noteCameraStyled(isOn: boolean): void {
  isStyled = isOn;
}

/** Whether the video plays a camera that is to be styled: it shows what others see. */
export function playsOwnCamera({ srcObject }: HTMLVideoElement): boolean {
  if (!isStyled || !(srcObject instanceof MediaStream)) return false;
  return srcObject.getVideoTracks().some(({ id }) => tracks.has(id));
}
