/** Brings this page to the front for a user who wants to make a style elsewhere, so that no second settings page opens. */
import browser from 'webextension-polyfill';
import { parseShowMaking } from '../../../protocol/learning';
import { element } from '../../shared/element';

async function comeForward(): Promise<void> {
  const { id, windowId } = await browser.tabs.getCurrent();
  await browser.tabs.update(id, { active: true });
  if (windowId !== undefined) await browser.windows.update(windowId, { focused: true });
  element('make').scrollIntoView();
}

/** @param goOn called when the page is in front */
export function comeWhenAsked(goOn: () => Promise<void>): void {
  browser.runtime.onMessage.addListener((received: unknown) =>
    parseShowMaking(received)
      ? comeForward()
          .then(goOn)
          .then(() => true)
      : undefined,
  );
}
