import browser, { type Scripting } from 'webextension-polyfill';

/** A script's address with and without the slash in front is the same: browsers give it back without. */
const bare = (path = '') => path.replace(/^\//, '');

/**
 * Brings one registered script in line with `script`, to run where it `matches`: nowhere, then it is not registered. Does
 * nothing where it is already.
 * @returns whether it matches anything it did not match before
 */
export async function register(script: Scripting.RegisteredContentScript & { matches: string[] }): Promise<boolean> {
  const { id, js, matches } = script;
  const [registered] = await browser.scripting.getRegisteredContentScripts({ ids: [id] });
  const before = registered?.matches ?? [];
  const isCurrent = registered?.js?.length === 1 && bare(registered.js[0]) === bare(js?.[0]);
  if (registered && isCurrent && before.join() === matches.join()) return false;
  if (registered) await browser.scripting.unregisterContentScripts({ ids: [id] });
  if (matches.length > 0) await browser.scripting.registerContentScripts([script]);
  return matches.some((pattern) => !before.includes(pattern));
}
