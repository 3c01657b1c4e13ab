import type { FrameStatus } from '../../src/protocol/runtime';
import type { Extension } from './extension';

/** What the top frame of the tab at `address` reports to the popup. */
export async function statusOf(extension: Extension, address: string): Promise<FrameStatus> {
  return (await extension.worker()).evaluate(async (url) => {
    const tabs = await chrome.tabs.query({});
    const tab = tabs.find((each) => each.url === url);
    if (tab?.id === undefined) throw new Error(`No tab shows ${url}.`);
    const port = chrome.tabs.connect(tab.id, { name: 'inkreel-status', frameId: 0 });
    const status = await new Promise<FrameStatus>((done, fail) => {
      port.onMessage.addListener(done);
      port.onDisconnect.addListener(() => fail(new Error('No content script answers.')));
    });
    port.disconnect();
    return status;
  }, address);
}
