/** Finds canvases that are large enough to show a video, and the one at a point that the user chose. */
import { childrenOf, isCanvas, isHtml, rectOf } from '../page/dom';
import type { OpenShadowRoot } from '../page/finder';

/** Least sides in CSS px of a canvas that may show a video; smaller ones are charts and icons. */
const [LEAST_WIDTH, LEAST_HEIGHT] = [200, 120];

function canvasesIn(element: Element, openShadowRoot: OpenShadowRoot): HTMLCanvasElement[] {
  if (isCanvas(element)) return [element];
  const root = isHtml(element) ? openShadowRoot(element) : null;
  return [...(root?.children ?? []), ...childrenOf(element)].flatMap((child) => canvasesIn(child, openShadowRoot));
}

export const isLarge = (canvas: HTMLCanvasElement): boolean => {
  const { width, height } = rectOf(canvas);
  return width >= LEAST_WIDTH && height >= LEAST_HEIGHT && canvas.checkVisibility();
};

/** Returns the large canvases of a document that are seen, in shadow roots too, largest first. */
export function largeCanvases(root: Element, openShadowRoot: OpenShadowRoot): HTMLCanvasElement[] {
  const area = (canvas: HTMLCanvasElement) => rectOf(canvas).width * rectOf(canvas).height;
  return canvasesIn(root, openShadowRoot)
    .filter(isLarge)
    .sort((a, b) => area(b) - area(a));
}

/** Returns the smallest of the large canvases at a point of the window, in shadow roots too; null where there is none. */
export function findCanvas(
  root: Element,
  openShadowRoot: OpenShadowRoot,
  at: { x: number; y: number },
): HTMLCanvasElement | null {
  const here = largeCanvases(root, openShadowRoot).filter((canvas) => {
    const { left, top, right, bottom } = rectOf(canvas);
    return at.x >= left && at.x < right && at.y >= top && at.y < bottom;
  });
  return here.at(-1) ?? null;
}
