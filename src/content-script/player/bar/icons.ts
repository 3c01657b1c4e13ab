/** Icons of the buttons: strokes on a field of 24 x 24. */
const PATHS = {
  inkreel: 'M12 3c3 4.2 6 7.4 6 11a6 6 0 0 1-12 0c0-3.6 3-6.8 6-11z',
  power: 'M12 3v8M7.5 6.2a7.5 7.5 0 1 0 9 0',
  compare: 'M12 3v18M7 8l-4 4 4 4M17 8l4 4-4 4',
  divider: 'M9 8l-4 4 4 4M15 8l4 4-4 4',
  'save-picture': 'M4 8h4l2-3h4l2 3h4v11H4zM12 10a3 3 0 1 0 .01 0z',
  'picture-in-picture': 'M3 5h18v14H3zM12 12h6v4h-6z',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  expand: 'M6 9l6 6 6-6',
  check: 'M5 13l4 4L19 7',
  hide: 'M3 3l18 18M10 6.2A9 9 0 0 1 21 12a14 14 0 0 1-2.6 3.4M6.5 7.7A14 14 0 0 0 3 12a9.6 9.6 0 0 0 12.5 5.3',
  copy: 'M9 9h11v11H9zM15 5H4v11',
  record: 'M12 4a8 8 0 1 0 .01 0zM12 9a3 3 0 1 0 .01 0z',
  barred: 'M12 4a8 8 0 1 0 .01 0zM6.5 6.5l11 11',
  colours:
    'M12 3a9 9 0 1 0 0 18c1.6 0 2-1.1 1.5-2.3-.6-1.4.3-2.7 1.9-2.7H18a3 3 0 0 0 3-3.4A9 9 0 0 0 12 3zM7.5 12h.01M10 8h.01M15 8h.01',
  stats: 'M4 20V10M10 20V4M16 20v-7M21 20H3',
  close: 'M6 6l12 12M18 6L6 18',
} as const;

export type IconName = keyof typeof PATHS;

const SVG = 'http://www.w3.org/2000/svg';

/** Creates the element by DOM calls, because pages may forbid markup in strings (trusted types). */
export function icon(name: IconName): SVGElement {
  const svg = Document.prototype.createElementNS.call(document, SVG, 'svg') as SVGElement;
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.dataset.icon = name;
  const path = Document.prototype.createElementNS.call(document, SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
