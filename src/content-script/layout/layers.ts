/** Tells from computed styles on which layer a box paints. */

/** Whether a box is painted among positioned boxes, above all static content. */
export const isLayered = (style: CSSStyleDeclaration): boolean =>
  style.position !== 'static' || isStackingContext(style, false);

/** Properties that make a box a stacking context unless they have the given value. */
const STACKING: Record<string, string> = {
  transform: 'none',
  translate: 'none',
  rotate: 'none',
  scale: 'none',
  perspective: 'none',
  filter: 'none',
  'backdrop-filter': 'none',
  'clip-path': 'none',
  'mask-image': 'none',
  '-webkit-mask-box-image-source': 'none',
  '-webkit-box-reflect': 'none',
  'mix-blend-mode': 'normal',
  'offset-path': 'none',
  'offset-position': 'normal',
  'transform-style': 'flat',
  'view-transition-name': 'none',
  'content-visibility': 'visible',
};

/** Whether a box is a stacking context: z-index never mixes its content with content outside. */
export function isStackingContext(style: CSSStyleDeclaration, isIsolatedByUs: boolean): boolean {
  const has = (name: string, none = 'none') => !['', none].includes(style.getPropertyValue(name));
  return (
    style.position === 'fixed' ||
    style.position === 'sticky' ||
    (style.position !== 'static' && style.zIndex !== 'auto') ||
    (style.isolation === 'isolate' && !isIsolatedByUs) ||
    style.opacity !== '1' ||
    Object.entries(STACKING).some(([name, none]) => has(name, none)) ||
    /layout|paint|strict|content/.test(style.contain) ||
    Object.keys(STACKING).some((name) => style.willChange.split(', ').includes(name)) ||
    /opacity|position/.test(style.willChange)
  );
}
