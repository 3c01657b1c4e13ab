/** What a saved picture is called. */

const MOST_TITLE = 80;
/** What file systems or their users trip over: reserved and control characters, marks that turn the reading direction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const AWKWARD = /[\\/:*?"<>|~\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;

const twoDigits = (n: number): string => String(n).padStart(2, '0');

/** A file's name: the page's title and where in the video the picture is, as in `Title 0-01-23.png`. */
export function fileName(title: string, time: number): string {
  const words = title.replace(AWKWARD, ' ').replace(/\s+/g, ' ').trim();
  const short = [...words]
    .slice(0, MOST_TITLE)
    .join('')
    .replace(/^[ .]+|[ .]+$/g, '');
  const seconds = Number.isFinite(time) ? Math.max(0, Math.floor(time)) : 0;
  const clock = [Math.floor(seconds / 3600), twoDigits(Math.floor(seconds / 60) % 60), twoDigits(seconds % 60)];
  return `${short || 'video'} ${clock.join('-')}.png`;
}
