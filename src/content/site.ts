/** Host name of the top page, whatever frame this is: the key of the site's settings. */
export function currentSite(): string {
  const top = location.ancestorOrigins[location.ancestorOrigins.length - 1];
  return (top === undefined ? '' : URL.parse(top)?.hostname) || currentHost();
}

/** Host name of this document; a blob document has none of its own, but its origin may. Empty where neither has. */
export function currentHost(): string {
  return location.hostname || (URL.parse(self.origin)?.hostname ?? '');
}
