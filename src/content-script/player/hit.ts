/** What lies at a point of the page, and whether it is part of a video's player. */
import { boxOf, elementAt } from '../page/dom';
import { flatParentOf } from '../page/facts';
import type { OpenShadowRoot } from '../page/finder';

/** A container larger than this, in areas of the video, is the page and not its player. */
const LARGEST_PLAYER = 2.5;
/** What can be pressed and is smaller than this share of the video is a control; larger, it is the player itself. */
const LARGEST_CONTROL = 0.5;

const PRESSABLE =
  'a[href], button, input, select, textarea, summary, [role=button], [role=link], [role=slider], [tabindex]:not([tabindex="-1"])';

const areaOf = (element: Element): number => {
  const { width, height } = boxOf(element);
  return width * height;
};

/** The topmost element at a point of the window, in whatever shadow root. */
export function hitAt(x: number, y: number, openShadowRoot: OpenShadowRoot): Element | null {
  let hit = elementAt(document, x, y);
  while (hit instanceof HTMLElement) {
    const root = openShadowRoot(hit);
    const inner = root && elementAt(root, x, y);
    if (!inner || inner === hit) break;
    hit = inner;
  }
  return hit;
}

function lineage(element: Element): Element[] {
  const all: Element[] = [];
  for (let each: Element | null = element; each; each = flatParentOf(each)) all.push(each);
  return all;
}

/** Whether what was hit is the video, lies below it, or belongs to the player around it. */
export function belongsToPlayer(hit: Element, video: HTMLVideoElement): boolean {
  const above = lineage(video);
  if (above.includes(hit)) return true;
  const common = lineage(hit).find((element) => above.includes(element));
  return common !== undefined && areaOf(common) <= LARGEST_PLAYER * areaOf(video);
}

/** Whether what was hit is, or lies in, something of the player's to press. */
export const isControl = (hit: Element, video: HTMLVideoElement): boolean =>
  lineage(hit).some((element) => element.matches(PRESSABLE) && areaOf(element) < LARGEST_CONTROL * areaOf(video));
