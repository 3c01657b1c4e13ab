/** Tells which videos play the user's own camera as `page-world` gives it to the page: its pictures are styled already. */

/** Most tracks to remember: a page can announce as many as it likes. */
const MOST_TRACKS = 64;

const tracks = new Set<string>();
let isStyled = false;

/** Records the id of a camera's track. A page can name any track of its own, whose video then stays unchanged. */
export function noteCameraTrack(id: string): void {
  tracks.delete(id);
  tracks.add(id);
  const [oldest] = tracks;
  if (tracks.size > MOST_TRACKS && oldest !== undefined) tracks.delete(oldest);
}

/** Records whether cameras are to be styled. While they are not, a video that plays one is like any other. */
export function noteCameraStyled(isOn: boolean): void {
  isStyled = isOn;
}

/** Whether the page was given a camera that is to be styled. */
export const isCameraStyled = (): boolean => isStyled && tracks.size > 0;

/** Whether the video plays a camera that is to be styled: it shows what others see. */
export function playsOwnCamera({ srcObject }: HTMLVideoElement): boolean {
  if (!isStyled || !(srcObject instanceof MediaStream)) return false;
  return srcObject.getVideoTracks().some(({ id }) => tracks.has(id));
}
