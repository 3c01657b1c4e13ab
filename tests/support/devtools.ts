/** Reads facts about a page that only the debugger can see: closed shadow roots, the accessibility tree, live objects. */
import type { Page } from 'puppeteer';

/** The accessibility tree as text, without what differs from run to run. */
export async function accessibilityTree(page: Page): Promise<string> {
  return JSON.stringify(await page.accessibility.snapshot({ interestingOnly: false }), (key, value) =>
    ['backendNodeId', 'loaderId'].includes(key) ? undefined : value,
  );
}

/** Contrast of two opaque colours in the form `rgb(…)`, as WCAG 2 reckons it. */
export function contrastOf(first: string, second: string): number {
  const luminance = (color: string) => {
    const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? [])
      .map((part) => Number(part) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [low = 0, high = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** Contrast of every visible text that matches `selector` with what is behind it, as WCAG 2 reckons it. */
export const contrasts = (page: Page, selector: string): Promise<{ text: string | null; contrast: number }[]> =>
  page.evaluate((selector) => {
    const luminance = (color: string) => {
      const [r, g, b] = color
        .match(/[\d.]+/g)!
        .slice(0, 3)
        .map((part) => Number(part) / 255)
        .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    const background = (element: Element | null): string => {
      const color = element ? getComputedStyle(element).backgroundColor : 'rgb(255, 255, 255)';
      return color === 'rgba(0, 0, 0, 0)' ? background(element?.parentElement ?? null) : color;
    };
    return [...document.querySelectorAll(selector)]
      .filter((element) => element.textContent && element.checkVisibility() && !element.closest('.unseen'))
      .map((element) => {
        const [low, high] = [luminance(getComputedStyle(element).color), luminance(background(element))].sort(
          (a, b) => a - b,
        );
        return { text: element.textContent, contrast: (high! + 0.05) / (low! + 0.05) };
      });
  }, selector);

/** A control as keyboards and screen readers see it, in closed shadow roots too. */
export interface Control {
  role: string;
  isFocused: boolean;
  value: string | undefined;
  /** Its middle in the window. */
  x: number;
  y: number;
  /** Whether it can be seen, however faintly. */
  isVisible: boolean;
}

/** The control with this accessible name, and with such a role if one is given; undefined where there is none. */
export async function control(page: Page, name: string, roles = /^(?!StaticText)/): Promise<Control | undefined> {
  const session = await page.createCDPSession();
  try {
    const { root } = await session.send('DOM.getDocument', { depth: 0 });
    const query = { backendNodeId: root.backendNodeId, accessibleName: name };
    const { nodes } = await session.send('Accessibility.queryAXTree', query);
    const node = nodes.find(({ ignored, role }) => !ignored && roles.test(String(role?.value)));
    if (!node?.backendDOMNodeId) return undefined;
    const { object } = await session.send('DOM.resolveNode', { backendNodeId: node.backendDOMNodeId });
    const { result } = await session.send('Runtime.callFunctionOn', {
      objectId: object.objectId!,
      returnByValue: true,
      functionDeclaration: `function () {
        const { left, top, width, height } = this.getBoundingClientRect();
        const isVisible = this.checkVisibility({ opacityProperty: true, visibilityProperty: true });
        return { x: left + width / 2, y: top + height / 2, isVisible, isFocused: this.getRootNode().activeElement === this };
      }`,
    });
    return { ...result.value, role: node.role?.value, value: node.value?.value };
  } finally {
    await session.detach();
  }
}

/** Whether this text is visible or spoken anywhere in the page, closed shadow roots included. */
export async function isSaid(page: Page, text: string): Promise<boolean> {
  const session = await page.createCDPSession();
  try {
    const { root } = await session.send('DOM.getDocument', { depth: 0 });
    const query = { backendNodeId: root.backendNodeId, accessibleName: text };
    return (await session.send('Accessibility.queryAXTree', query)).nodes.length > 0;
  } finally {
    await session.detach();
  }
}

/** Classes whose objects hold memory of the GPU, pictures or ports. */
const CLASSES = [
  'GPUBuffer',
  'GPUTexture',
  'GPUCanvasContext',
  'ImageBitmap',
  'OffscreenCanvas',
  'MessagePort',
] as const;

export type LiveObjects = Record<(typeof CLASSES)[number], number>;

/** Number of objects of each class that a document still holds after a garbage collection. */
export async function liveObjects(page: Page): Promise<LiveObjects> {
  const counts: Partial<LiveObjects> = {};
  for (const name of CLASSES) {
    const prototype = await page.evaluateHandle((type) => Reflect.get(globalThis, type).prototype as object, name);
    const objects = await page.queryObjects(prototype);
    counts[name] = await objects.evaluate((all) => all.length);
    await objects.dispose();
    await prototype.dispose();
  }
  return counts as LiveObjects;
}

/** An overlay of the extension, in closed shadow roots too. */
export interface SeenOverlay {
  isShown: boolean;
  /** Its box in the window, css px. */
  box: { x: number; y: number; width: number; height: number };
}

/** All overlays of a page. */
export async function overlays(page: Page): Promise<SeenOverlay[]> {
  const session = await page.createCDPSession();
  try {
    await session.send('DOM.enable');
    const { nodes } = await session.send('DOM.getFlattenedDocument', { depth: -1, pierce: true });
    const found = nodes.filter(({ attributes }) => attributes?.includes('aria-hidden') && attributes.includes('inert'));
    return await Promise.all(
      found.map(async ({ backendNodeId }) => {
        const { object } = await session.send('DOM.resolveNode', { backendNodeId });
        const { result } = await session.send('Runtime.callFunctionOn', {
          objectId: object.objectId!,
          returnByValue: true,
          functionDeclaration: `function () {
            const { x, y, width, height } = this.getBoundingClientRect();
            return { isShown: this.style.visibility === 'visible', box: { x, y, width, height } };
          }`,
        });
        return result.value as SeenOverlay;
      }),
    );
  } finally {
    await session.detach();
  }
}
