/** The hostnames of one site: those of one registrable domain, as the Public Suffix List has it. */
import { getDomain, parse } from 'tldts';

/**
 * Returns the registrable domain of a hostname (`example.co.uk` of `www.example.co.uk`), or undefined if it has none, as IP
 * addresses and single labels. Private suffixes count: `me.github.io` is a domain of its own, not one with its neighbours.
 */
export const domainOf = (hostname: string): string | undefined =>
  getDomain(hostname, { allowPrivateDomains: true, validateHostname: false }) ?? undefined;

/** Tells whether a hostname is one under which anyone can register, as `com` and `co.uk`, and so no site. */
export function isRegistry(hostname: string): boolean {
  const { publicSuffix, isIcann } = parse(hostname, { validateHostname: false });
  return isIcann === true && publicSuffix === hostname;
}

/**
 * Returns the match pattern to ask access for: all hostnames of the domain under one scheme, so that `m.` and `music.` need no
 * question of their own; the hostname alone where there is no domain.
 * @param scheme with its colon, as `location.protocol`
 */
export function askedPattern(scheme: string, hostname: string): string {
  const domain = domainOf(hostname);
  return domain === undefined ? `${scheme}//${hostname}/*` : `${scheme}//*.${domain}/*`;
}
