/** Updates settings and pages after access to sites was granted or withdrawn. */
import browser from 'webextension-polyfill';
import type { AccessGranted } from '../protocol/runtime';
import type { Settings, SiteRule } from '../settings';
import { grantedPatterns } from '../settings/granted';
import { changeRule, setEverywhere } from '../settings/rules';
import { EVERY_SITE, patternsOf } from '../settings/site';
import { logged } from '../util/log';
import { wantedPatterns } from './patterns';

/** Hostnames that are switched on, or whose videos a proxy loads, although the user withdrew access to them. */
export async function revokedHostnames({ sites }: Settings): Promise<string[]> {
  const enabled = Object.keys(sites).filter((hostname) => sites[hostname]?.enabled);
  const named = [...new Set([...enabled, ...Object.values(sites).flatMap(({ media = [] }) => media)])];
  const granted = new Set(await grantedPatterns(named.flatMap(patternsOf)));
  return named.filter((hostname) => !patternsOf(hostname).some((pattern) => granted.has(pattern)));
}

/** Sets all sites back to ask if the user withdrew access to all sites. */
export async function withoutEverySite(settings: Settings): Promise<Settings> {
  const granted = await grantedPatterns(EVERY_SITE);
  return granted.length < EVERY_SITE.length ? setEverywhere(settings, false) : settings;
}

/** Switches off the hostnames whose access was withdrawn, so that their tabs stop and the popup says so. */
export function withoutAccess(settings: Settings, revoked: readonly string[]): Settings {
  const change = (rule: SiteRule, hostname: string): SiteRule => ({
    ...rule,
    enabled: rule.enabled && !revoked.includes(hostname),
    ...(rule.media && { media: rule.media.filter((other) => !revoked.includes(other)) }),
  });
  return Object.keys(settings.sites).reduce(
    (changed, hostname) => changeRule(changed, hostname, (rule) => change(rule, hostname)),
    settings,
  );
}

/** Tells restyled pages that a video that was out of reach may be readable now. */
export async function announceAccess(settings: Settings): Promise<void> {
  const url = await grantedPatterns(wantedPatterns(settings));
  if (url.length === 0) return;
  const message: AccessGranted = { type: 'access-granted' };
  const tabs = await browser.tabs.query({ url });
  // A tab without a content script does not answer.
  const silent = logged('access', 'A tab does not answer', undefined);
  await Promise.all(
    tabs.map(({ id }) => (id === undefined ? undefined : browser.tabs.sendMessage(id, message).catch(silent))),
  );
}
