/**
 * Tells the service worker while the pointer is on a canvas that may show a video, so that the context menu has entries for it.
 * The menu opens too soon after the press to be told only then.
 */
import browser from 'webextension-polyfill';
import type { CanvasPointed } from '../../protocol/runtime';
import { logged } from '../../util/log';
import { isExtensionAlive } from '../host/host-connection';
import { isCanvas, isElement, isHidden, isHtml } from '../page/dom';
import type { OpenShadowRoot } from '../page/finder';
import { isLarge } from './canvas-finder';

/** Returns what the pointer is on, in shadow roots too, for which the event names only the host. */
function innermost(target: Element, x: number, y: number, openShadowRoot: OpenShadowRoot): Element {
  const root = isHtml(target) ? openShadowRoot(target) : null;
  const inner = root && ShadowRoot.prototype.elementFromPoint.call(root, x, y);
  return inner && inner !== target ? innermost(inner, x, y, openShadowRoot) : target;
}

/** @param isWanted whether canvases can be chosen now */
export function tellCanvasPointed(openShadowRoot: OpenShadowRoot, isWanted: () => boolean): void {
  let told = false;
  const tell = (isOn: boolean) => {
    if (isOn === told || !isExtensionAlive()) return;
    told = isOn;
    const message: CanvasPointed = { type: 'canvas-pointed', isOn };
    browser.runtime.sendMessage(message).catch(logged('canvas', 'The service worker does not answer', undefined));
  };
  const onMove = ({ target, clientX, clientY }: PointerEvent) => {
    const on = target as Node | null;
    if (!isWanted() || !isElement(on)) return tell(false);
    // An element over a canvas opens the menu of the page, which has the entries anyway.
    const below = innermost(on, clientX, clientY, openShadowRoot);
    tell(isCanvas(below) && isLarge(below));
  };
  const options = { capture: true, passive: true };
  window.addEventListener('pointermove', onMove, options);
  window.addEventListener('pointerout', ({ relatedTarget }) => relatedTarget === null && tell(false), options);
  document.addEventListener('visibilitychange', () => isHidden(document) && tell(false));
  // An embedded page can be removed without becoming hidden.
  window.addEventListener('pagehide', () => tell(false));
}
