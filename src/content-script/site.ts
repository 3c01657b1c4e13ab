/** The part of a document's location that decides its site. */
interface DocumentLocation {
  hostname: string;
  ancestorOrigins: ArrayLike<string>;
}

/**
 * Returns the hostname of this document, or that of its origin, as blob documents have none. Empty where neither has
 * one.
 */
export function currentHostname(
  { hostname }: Pick<DocumentLocation, 'hostname'> = location,
  origin = self.origin,
): string {
  return hostname || (URL.parse(origin)?.hostname ?? '');
}

/**
 * Returns the hostname of the tab's top page, which is the key of the site's settings. Empty in iframes of a sandboxed
 * page, which cannot tell where they are.
 */
export function currentSite(place: DocumentLocation = location, origin = self.origin): string {
  const top = place.ancestorOrigins[place.ancestorOrigins.length - 1];
  if (top === 'null') return '';
  return (top === undefined ? '' : URL.parse(top)?.hostname) || currentHostname(place, origin);
}
