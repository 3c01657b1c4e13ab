/** Names saved pictures and clips. */

const MOST_TITLE = 80;
/** Characters to keep out of file names: reserved ones, control characters, marks that change the reading direction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern removes control characters.
const AWKWARD = /[\\/:*?"<>|~\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;

const twoDigits = (n: number): string => String(n).padStart(2, '0');

/** Returns the page's title with the position in the video, such as `Title 0-01-23`. */
export function clipName(title: string, time: number): string {
  const words = title.replace(AWKWARD, ' ').replace(/\s+/g, ' ').trim();
  const short = [...words]
    .slice(0, MOST_TITLE)
    .join('')
    .replace(/^[ .]+|[ .]+$/g, '');
  const seconds = Number.isFinite(time) ? Math.max(0, Math.floor(time)) : 0;
  const clock = [Math.floor(seconds / 3600), twoDigits(Math.floor(seconds / 60) % 60), twoDigits(seconds % 60)];
  return `${short || 'video'} ${clock.join('-')}`;
}

/** Returns the name of a picture, such as `Title 0-01-23.png`. */
export const fileName = (title: string, time: number): string => `${clipName(title, time)}.png`;
