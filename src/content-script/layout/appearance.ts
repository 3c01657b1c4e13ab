/** Selects the computed styles that an overlay copies from its video: all that the browser knows, except those listed here. */
export type CssProperties = Record<string, string>;

/** Properties that an overlay does not copy. */
const EXCEPT: readonly RegExp[] = [
  // Text, lists, tables, columns and scrollbars, which a picture does not have.
  /^(font|text|line|letter|word|white|hyph|tab|list|table|column|row|counter|ruby|math|caption|empty|caret|scrollbar)-/,
  /^(quotes|orphans|widows|direction|unicode-bidi|writing-mode|content|speak|color|initial-letter|rule-overlap)$/,
  /^-webkit-(border-|box-(?!reflect)|font|line|locale|rtl|ruby|tap|text|user|writing)|^break-|^border-(collapse|spacing)/,
  /baseline|^vertical-align$|^print-color-adjust$|^(accent|forced)-color|^color-(scheme|adjust)|^appearance$/,
  // SVG shapes, which it does not have either.
  /^(fill|stroke|stop|flood|lighting|marker|shape|color-(inter|rend)|clip-rule|paint-order|vector|buffered|mask-type)/,
  /^([dxyr]|[cr][xy])$/,
  // Place and size, which the placement sets.
  /^(display|position|float|clear|top|right|bottom|left|z-index|order|anchor|margin|inset|min-|max-|box-sizing)/,
  /^(width|height|aspect-ratio|contain|container|flex|grid|align|justify|gap|box-decoration|field-sizing|frame-sizing)/,
  /^(transform|translate|rotate|scale|offset|perspective|overflow|object|isolation|visibility|reading|interpolate)/,
  // Logical properties, whose physical counterparts are copied.
  /(^|-)(block|inline|start|end)(-|$)/,
  // Properties that name the box, animate it, or react to the user.
  /^(animation|transition|view|timeline|trigger|will-change|scroll|overscroll|resize|touch|pointer|cursor|user)/,
  /^(interactivity|interest|app-region|window-drag|outline|overlay)/,
];

/** Properties that paint around and behind a video's picture. A video with a hidden picture must not paint them itself. */
const PAINT = /^(background|border-(image|.*-(color|style)$)|box-shadow)/;

/** Computed styles that an overlay copies. */
export interface Appearance {
  /** How the picture's box is cut out and drawn. */
  shape: CssProperties;
  /** Styles that paint around and behind the picture. */
  paint: CssProperties;
}

let names: { shape: string[]; paint: string[] } | null = null;

/** Sorts the properties that the browser knows. */
function namesOf(style: CSSStyleDeclaration): { shape: string[]; paint: string[] } {
  const followed = [...style].filter((name) => !EXCEPT.some((pattern) => pattern.test(name)));
  return {
    shape: followed.filter((name) => !PAINT.test(name)),
    paint: followed.filter((name) => PAINT.test(name)),
  };
}

/** @param style computed style of a video */
export function readAppearance(style: CSSStyleDeclaration): Appearance {
  names ??= namesOf(style);
  const read = (of: string[]) => Object.fromEntries(of.map((name) => [name, style.getPropertyValue(name)]));
  const shape = read(names.shape);
  // `clip` affects only absolutely positioned boxes. The overlay always is one, the video often is not.
  if (style.position !== 'absolute' && style.position !== 'fixed') shape.clip = 'auto';
  return { shape, paint: read(names.paint) };
}

/** Values with which a box hides everything behind it. */
const OPAQUE: CssProperties = {
  opacity: '1',
  filter: 'none',
  'backdrop-filter': 'none',
  'mix-blend-mode': 'normal',
  'mask-image': 'none',
  '-webkit-mask-box-image-source': 'none',
  '-webkit-box-reflect': 'none',
};

/** Whether content behind a box of this shape is visible through it or blended with it. */
export const isTranslucent = (shape: CssProperties): boolean =>
  Object.entries(OPAQUE).some(([name, opaque]) => (shape[name] ?? opaque) !== opaque);

/** Whether a box of this shape blends with the content behind it in its stacking context. */
export const mixes = (shape: CssProperties): boolean =>
  (shape['mix-blend-mode'] ?? 'normal') !== 'normal' || (shape['backdrop-filter'] ?? 'none') !== 'none';

/** Matches an address of an element, such as an SVG filter of the page. Addresses of embedded pictures count as none. */
const ELEMENT_ADDRESS = /url\("(?!data:)[^"]*#/;

/** Whether a box of this shape needs elements of the page. They are found by id, and only from the tree that holds them. */
export const refersToElements = (shape: CssProperties): boolean =>
  Object.values(shape).some((value) => ELEMENT_ADDRESS.test(value));
