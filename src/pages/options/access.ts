/** Access to a hostname under both schemes, http and https. */
import browser from 'webextension-polyfill';
import { readSettings } from '../../settings';
import { askedPattern, domainOf } from '../../settings/domain';
import { patternsOf } from '../../settings/site';
import { logged } from '../../util/log';
import { isUsed, usedHostnames } from './site-view';

/** Patterns that Inkreel asks for to reach a hostname. */
const askedPatterns = (hostname: string) => ['http:', 'https:'].map((scheme) => askedPattern(scheme, hostname));

/**
 * Asks for access. Call it from a click, before any await: Firefox refuses later questions. Treats an error as a no: a policy
 * may forbid the site.
 */
export const askForAccess = (hostname: string): Promise<boolean> =>
  browser.permissions
    .request({ origins: askedPatterns(hostname) })
    .catch(logged('options', 'Access cannot be asked for', false));

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
