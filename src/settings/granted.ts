/** Match patterns that the user granted access to. */
import browser from 'webextension-polyfill';
import { log } from '../util/log';

/** Whether a granted pattern covers more than one hostname or scheme. */
const isWide = (pattern: string) => pattern.includes('*://') || pattern.includes('://*') || pattern === '<all_urls>';

async function isCovered(pattern: string): Promise<boolean> {
  try {
    return await browser.permissions.contains({ origins: [pattern] });
  } catch (error) {
    // The browser refuses patterns of hostnames that cannot exist. Nothing was granted there.
    log('access', `${pattern} cannot be asked about`, error);
    return false;
  }
}

/**
 * Returns those of `wanted` that are granted, in their order.
 * Asks the browser once for all grants: thousands of sites must not mean thousands of questions. Only what a wide grant
 * might cover is asked for by itself.
 */
export async function grantedPatterns(wanted: readonly string[]): Promise<string[]> {
  if (wanted.length === 0) return [];
  const { origins = [] } = await browser.permissions.getAll();
  const granted = new Set(origins);
  const hasWide = origins.some(isWide);
  const covered = await Promise.all(wanted.map((pattern) => granted.has(pattern) || (hasWide && isCovered(pattern))));
  return wanted.filter((_, i) => covered[i]);
}
