/** Access to a host under both schemes, http and https. */
import browser from 'webextension-polyfill';
import { readSettings } from '../../settings';
import { askedPattern, domainOf } from '../../settings/domain';
import { grantedPatterns } from '../../settings/granted';
import { patternsOf } from '../../settings/site';
import { logged } from '../../util/log';
import { isUsed, usedHosts } from './site-view';

/** Tells whether access under either scheme is granted. */
const hasAccess = async (host: string): Promise<boolean> => (await grantedPatterns(patternsOf(host))).length > 0;

/** Patterns that Inkreel asks for to reach a host. */
const askedPatterns = (host: string) => ['http:', 'https:'].map((scheme) => askedPattern(scheme, host));

/** Asks for access if it is missing. Call it from a click. Treats an error as a no: a policy may forbid the site. */
export async function askForAccess(host: string): Promise<boolean> {
  if (await hasAccess(host)) return true;
  return browser.permissions
    .request({ origins: askedPatterns(host) })
    .catch(logged('options', 'Access cannot be asked for', false));
}

/** Returns access to a host, unless a stored rule uses it, and access to its domain, unless a rule uses any host of it. */
export async function giveAccessBack(host: string): Promise<void> {
  const settings = await readSettings();
  if (isUsed(settings, host)) return;
  const isDomainUsed = usedHosts(settings).some((other) => domainOf(other) === domainOf(host));
  const origins = isDomainUsed ? patternsOf(host) : [...patternsOf(host), ...askedPatterns(host)];
  // The browser refuses for hosts that the manifest itself names, as in the demo build.
  await browser.permissions
    .remove({ origins: [...new Set(origins)] })
    .catch(logged('options', 'Access cannot be given back', false));
}
