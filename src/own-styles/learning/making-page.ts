/** Opens the settings page at the place where a picture becomes a style. */
import browser from 'webextension-polyfill';
import type { ShowMaking } from '../../protocol/learning';
import { logged } from '../../util/log';

/** Brings the settings page to the front that is open already, since a form or a style being learned may be in it; else opens one. */
export async function showMaking(): Promise<void> {
  const message: ShowMaking = { type: 'show-making' };
  const answer: unknown = await browser.runtime
    .sendMessage(message)
    .catch(logged('learning', 'No page of the extension is open', undefined));
  if (answer !== true) await browser.tabs.create({ url: browser.runtime.getURL('src/pages/options/index.html#make') });
}
