/** Host name of the top page, whatever frame this is: the key of the site's settings. */
export function currentSite(): string {
  const top = location.ancestorOrigins[location.ancestorOrigins.length - 1];
  const host = top === undefined ? location.hostname : (URL.parse(top)?.hostname ?? '');
  // A blob or data document at the top has no host of its own, but its origin may.
  return host || (URL.parse(self.origin)?.hostname ?? '');
}
