import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer';
import type { Extension } from './extension';

/**
 * Presses a shortcut with `page` in front. Raises the event itself, because headless Chromium has no accelerators. Finds the tab
 * by its window: the extension is not told the address of a page without access, and other windows have an active tab too.
 */
export async function command(extension: Extension, page: Page, name: string): Promise<void> {
  await page.bringToFront();
  const session = await page.createCDPSession();
  const { windowId } = await session.send('Browser.getWindowForTarget');
  await session.detach();
  await (await extension.worker()).evaluate(
    async (command, url, id) => {
      const [tab] = await chrome.tabs.query({ active: true, windowId: id });
      // The browser's events have this method, although their type declarations lack it.
      (chrome.commands.onCommand as unknown as { dispatch(name: string, tab?: chrome.tabs.Tab): void }).dispatch(
        command,
        tab && { ...tab, url },
      );
    },
    name,
    page.url(),
    windowId,
  );
}

/** Chooses an entry of the context menu at a point of the page. Raises the event, because the menu cannot be clicked. */
export async function chooseMenu(extension: Extension, page: Page, entry: string, x: number, y: number): Promise<void> {
  await page.bringToFront();
  await page.mouse.click(x, y, { button: 'right' });
  await (await extension.worker()).evaluate(
    async (menuItemId, url) => {
      const [tab] = (await chrome.tabs.query({})).filter((each) => each.url === url);
      (chrome.contextMenus.onClicked as unknown as { dispatch(info: object, tab?: object): void }).dispatch(
        { menuItemId, frameId: 0, editable: false, pageUrl: url },
        tab,
      );
    },
    entry,
    page.url(),
  );
}

/** Runs `act`, which starts a download, and returns name and content of the file. */
export async function download(browser: Browser, act: () => Promise<void>): Promise<{ name: string; content: Buffer }> {
  const folder = mkdtempSync(join(tmpdir(), 'inkreel-'));
  const session = await browser.target().createCDPSession();
  try {
    await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder, eventsEnabled: true });
    const begun = new Promise<string>((done) =>
      session.once('Browser.downloadWillBegin', (event) => done(event.suggestedFilename)),
    );
    const ended = new Promise<void>((done) =>
      session.on('Browser.downloadProgress', ({ state }) => {
        if (state === 'completed') done();
      }),
    );
    await act();
    const name = await begun;
    await ended;
    return { name, content: readFileSync(join(folder, name)) };
  } finally {
    await session.detach();
    rmSync(folder, { recursive: true });
  }
}

/**
 * Ends the host and prevents a new one until the returned function is called, so that a test has time to look at the state
 * without host. A service worker that restarts meanwhile no longer prevents it.
 */
export async function endHost(extension: Extension): Promise<() => Promise<void>> {
  const worker = await extension.worker();
  await worker.evaluate(async () => {
    const { createDocument } = chrome.offscreen;
    const allowed = new Promise<void>((allow) => Object.assign(globalThis, { allowHost: allow }));
    const create = async (options: chrome.offscreen.CreateParameters) => {
      await allowed;
      Object.assign(chrome.offscreen, { createDocument });
      return createDocument(options);
    };
    Object.assign(chrome.offscreen, { createDocument: create });
    await chrome.offscreen.closeDocument();
  });
  return () => worker.evaluate(() => (globalThis as unknown as { allowHost(): void }).allowHost());
}
