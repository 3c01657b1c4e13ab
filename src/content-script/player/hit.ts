/** Finds out what lies at a point of the page and whether it belongs to a video's player. */

import { elementAt, flatParentOf, isHtml, matches, rectOf } from '../page/dom';
import type { OpenShadowRoot } from '../page/finder';

/** Largest area of a player, as a multiple of the video's area. A larger container is the page. */
const LARGEST_PLAYER = 2.5;
/** Largest area of a control, as a share of the video's area. A larger pressable element is the player itself. */
const LARGEST_CONTROL = 0.5;

const PRESSABLE =
  'a[href], button, input, select, textarea, summary, [role=button], [role=link], [role=slider], [tabindex]:not([tabindex="-1"])';

/** Lists that a player opens, of any size, and what stands in them. */
const IN_MENUS = '[role=menu], [role^=menuitem], [role=listbox], [role=option]';
/** Least height of a video whose native menu leaves its corners free, in CSS px. Nothing tells whether that menu is open. */
const LEAST_BELOW_MENU = 120;

const areaOf = (element: Element): number => {
  const { width, height } = rectOf(element);
  return width * height;
};

/** Returns the topmost element at a point of the window, in any shadow root. */
export function hitAt(x: number, y: number, openShadowRoot: OpenShadowRoot): Element | null {
  let hit = elementAt(document, x, y);
  while (isHtml(hit)) {
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

/** Whether the hit element is the video, an ancestor of it, or part of the player around it. */
export function belongsToPlayer(hit: Element, video: HTMLVideoElement): boolean {
  const above = lineage(video);
  if (above.includes(hit)) return true;
  const common = lineage(hit).find((element) => above.includes(element));
  return common !== undefined && areaOf(common) <= LARGEST_PLAYER * areaOf(video);
}

/** Whether the hit element lies in a menu that the player has opened over its video. */
export function isInMenu(hit: Element, video: HTMLVideoElement): boolean {
  const above = lineage(video);
  return lineage(hit).some((element) => matches(element, IN_MENUS) && !above.includes(element));
}

/** Whether the hit element is a control of the player, lies in one or in a menu, or may be below the browser's own menu. */
export const isControl = (hit: Element, video: HTMLVideoElement): boolean =>
  (video.controls && rectOf(video).height < LEAST_BELOW_MENU) ||
  isInMenu(hit, video) ||
  lineage(hit).some((element) => matches(element, PRESSABLE) && areaOf(element) < LARGEST_CONTROL * areaOf(video));
