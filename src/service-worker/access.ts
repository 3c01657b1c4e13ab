/** What follows where the user grants access to a site, or takes it back. */
import browser from 'webextension-polyfill';
import type { AccessGranted } from '../protocol/runtime';
import type { Settings, SiteRule } from '../settings';
import { grantedPatterns } from '../settings/granted';
import { changeRule } from '../settings/rules';
import { patternsOf } from '../settings/site';
import { logged } from '../util/log';
import { wantedPatterns } from './patterns';

/** Hosts to be restyled, or whose videos are loaded a second time, though access to them was taken back. */
export async function revokedHosts({ sites }: Settings): Promise<string[]> {
  const enabled = Object.keys(sites).filter((host) => sites[host]?.enabled);
  const named = [...new Set([...enabled, ...Object.values(sites).flatMap(({ media = [] }) => media)])];
  const granted = new Set(await grantedPatterns(named.flatMap(patternsOf)));
  return named.filter((host) => !patternsOf(host).some((pattern) => granted.has(pattern)));
}

/** What the user took back access to is off, and says so; tabs where it runs stop. */
export function withoutAccess(settings: Settings, revoked: readonly string[]): Settings {
  const change = (rule: SiteRule, host: string): SiteRule => ({
    ...rule,
    enabled: rule.enabled && !revoked.includes(host),
    ...(rule.media && { media: rule.media.filter((other) => !revoked.includes(other)) }),
  });
  return Object.keys(settings.sites).reduce(
    (changed, host) => changeRule(changed, host, (rule) => change(rule, host)),
    settings,
  );
}

/** Tells restyled pages that what was out of reach may not be any more. */
export async function announceAccess(settings: Settings): Promise<void> {
  const url = await grantedPatterns(wantedPatterns(settings));
  if (url.length === 0) return;
  const message: AccessGranted = { type: 'access-granted' };
  const tabs = await browser.tabs.query({ url });
  // Where no content script runs nobody answers.
  const silent = logged('access', 'A tab does not answer', undefined);
  await Promise.all(
    tabs.map(({ id }) => (id === undefined ? undefined : browser.tabs.sendMessage(id, message).catch(silent))),
  );
}
