/** Whether a corner of a video has room for the button. */

/** Space that the button takes, in CSS px. */
const BUTTON_SPACE = 40;
/** Least size of a video that gets a button, in CSS px: on a smaller one it would be in the way. */
const [LEAST_WIDTH, LEAST_HEIGHT] = [120, 60];

/** @param isFree whether nothing of the page's own can be pressed at a point */
export function isCornerFree(
  { left, top, right, width, height }: DOMRect,
  side: 'left' | 'right',
  isFree: (x: number, y: number) => boolean,
): boolean {
  if (width < LEAST_WIDTH || height < LEAST_HEIGHT) return false;
  const x = side === 'left' ? left + BUTTON_SPACE / 2 : right - BUTTON_SPACE / 2;
  const y = top + BUTTON_SPACE / 2;
  const reach = BUTTON_SPACE / 2 - 4;
  return [-reach, 0, reach].every((d) => isFree(x + d, y + d));
}
