/** What is looked at of a frame's location. */
interface FrameLocation {
  hostname: string;
  ancestorOrigins: ArrayLike<string>;
}

/** Host name of this document; a blob document has none of its own, but its origin may. Empty where neither has. */
export function currentHost({ hostname }: Pick<FrameLocation, 'hostname'> = location, origin = self.origin): string {
  return hostname || (URL.parse(origin)?.hostname ?? '');
}

/**
 * Host name of the top page, whatever frame this is: the key of the site's settings. Empty in the frames of a sandboxed page,
 * which do not learn where they are.
 */
export function currentSite(place: FrameLocation = location, origin = self.origin): string {
  const top = place.ancestorOrigins[place.ancestorOrigins.length - 1];
  if (top === 'null') return '';
  return (top === undefined ? '' : URL.parse(top)?.hostname) || currentHost(place, origin);
}
