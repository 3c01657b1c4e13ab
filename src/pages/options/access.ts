/** Access to a hostname under both schemes, http and https. */
import browser from 'webextension-polyfill';
import { readSettings } from '../../settings';
import { askedPattern, domainOf } from '../../settings/domain';
import { grantedPatterns } from '../../settings/granted';
import { patternsOf } from '../../settings/site';
import { logged } from '../../util/log';
import { isUsed, usedHostnames } from './site-view';

/** Tells whether access under either scheme is granted. */
const hasAccess = async (hostname: string): Promise<boolean> =>
  (await grantedPatterns(patternsOf(hostname))).length > 0;

/** Patterns that Inkreel asks for to reach a hostname. */
const askedPatterns = (hostname: string) => ['http:', 'https:'].map((scheme) => askedPattern(scheme, hostname));

/** Asks for access if it is missing. Call it from a click. Treats an error as a no: a policy may forbid the site. */
export async function askForAccess(hostname: string): Promise<boolean> {
  if (await hasAccess(hostname)) return true;
  return browser.permissions
    .request({ origins: askedPatterns(hostname) })
    .catch(logged('options', 'Access cannot be asked for', false));
}

/** Returns access to a hostname, unless a stored rule uses it, and access to its domain, unless a rule uses any hostname of it. */
export async function giveAccessBack(hostname: string): Promise<void> {
  const settings = await readSettings();
  if (isUsed(settings, hostname)) return;
  const isDomainUsed = usedHostnames(settings).some((other) => domainOf(other) === domainOf(hostname));
  const origins = isDomainUsed ? patternsOf(hostname) : [...patternsOf(hostname), ...askedPatterns(hostname)];
  // The browser refuses for hostnames that the manifest itself names, as in the demo build.
  await browser.permissions
    .remove({ origins: [...new Set(origins)] })
    .catch(logged('options', 'Access cannot be given back', false));
}
