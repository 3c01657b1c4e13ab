import browser, { type Scripting } from 'webextension-polyfill';

/** Strips the leading slash of a script's path: browsers return it without. */
const bare = (path = '') => path.replace(/^\//, '');

/**
 * Registers or updates one script as `script` says. Unregisters it if it matches nothing, and does nothing if it is up to
 * date.
 * @returns whether it has a pattern that it did not have before
 */
export async function register(script: Scripting.RegisteredContentScript & { matches: string[] }): Promise<boolean> {
  const { id, js, matches, excludeMatches = [] } = script;
  const [registered] = await browser.scripting.getRegisteredContentScripts({ ids: [id] });
  const before = registered?.matches ?? [];
  const excluded = registered?.excludeMatches ?? [];
  const isCurrent = registered?.js?.length === 1 && bare(registered.js[0]) === bare(js?.[0]);
  if (registered && isCurrent && before.join() === matches.join() && excluded.join() === excludeMatches.join())
    return false;
  if (registered) await browser.scripting.unregisterContentScripts({ ids: [id] });
  if (matches.length > 0) await browser.scripting.registerContentScripts([script]);
  return matches.some((pattern) => !before.includes(pattern));
}
