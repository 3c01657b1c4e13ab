/**
 * One browser for all files that a worker runs one after the other. Starting it and compiling the first network takes longer
 * on a software GPU than most of the files.
 */
import type { Page } from 'puppeteer';
import { type Extension, eventually, launchExtension } from './extension';
import { LinkClient } from './link-client';
import { type PageServer, servePages } from './server';

/** A host that is neither loopback nor secure: no grant of the demo build covers it, and its pages have no WebGPU. */
export const PLAIN_HOST = 'plain.test';
/** Switches for three fake cameras that need no permission. */
export const CAMERA = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream=device-count=3'];
/** Switches that some files need and that no other file notices. */
const ARGS = [...CAMERA, `--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`];

/** A page with a session but no video, which keeps the host open and with it the compiled networks. */
interface Keeper {
  page: Page;
  client: LinkClient;
  link: number;
}

export class SharedBrowser {
  readonly extension: Extension;
  readonly #server: PageServer;
  #keeper: Keeper | undefined;
  #isSpent = false;

  private constructor(extension: Extension, server: PageServer) {
    this.extension = extension;
    this.#server = server;
  }

  static async launch(): Promise<SharedBrowser> {
    const server = await servePages();
    const extension = await launchExtension(ARGS).catch(async (error) => {
      await server.close();
      throw error;
    });
    return new SharedBrowser(extension, server);
  }

  /** Whether another file can use it. */
  get isUsable(): boolean {
    return !this.#isSpent && this.extension.browser.connected;
  }

  /** Gives the next file a new browser. Call it if a test changes the extension or the browser for good. */
  spend(): void {
    this.#isSpent = true;
  }

  /** Ends the session that keeps the host, so that the host goes as it does for a user. */
  async releaseHost(): Promise<void> {
    const keeper = this.#keeper;
    this.#keeper = undefined;
    await keeper?.client.post(keeper.link, { type: 'close', reason: 'gone' });
    await keeper?.page.close();
  }

  /** Closes all pages but an empty one, because the browser closes with its last page, and the one that keeps the host. */
  async closePages(): Promise<void> {
    const { browser } = this.extension;
    const opened = (await browser.pages()).filter((page) => page !== this.#keeper?.page);
    await browser.newPage();
    for (const page of opened) await page.close({ runBeforeUnload: false });
  }

  /** Closes all pages and puts storage, service worker and registered scripts back to the state after launching. */
  async reset(): Promise<void> {
    const { browser, id } = this.extension;
    await this.closePages();
    // Replace the worker, because tests change functions in it.
    const isWorker = () =>
      browser.targets().some((each) => each.type() === 'service_worker' && each.url().includes(id));
    await (await this.extension.worker()).close();
    await eventually('the end of the service worker', () => !isWorker());
    await this.#keepHost();
    const worker = await this.extension.worker();
    await worker.evaluate(async () => {
      await chrome.storage.session.clear();
      await chrome.storage.sync.clear();
      await chrome.storage.local.clear();
      await chrome.storage.local.set({ settings: { quality: 'XS', sync: false } });
    });
    await eventually('no content scripts', () =>
      worker.evaluate(async () => (await chrome.scripting.getRegisteredContentScripts()).length === 0),
    );
  }

  async close(): Promise<void> {
    await this.extension.close();
    await this.#server.close();
  }

  /** Opens a session that keeps the host, if there is none, and wakes the service worker. */
  async #keepHost(): Promise<void> {
    const keeper = this.#keeper;
    if (keeper && !keeper.page.isClosed() && !(await keeper.client.isDisconnected(keeper.link))) {
      // Messages wake the service worker.
      await keeper.client.run(() => chrome.runtime.sendMessage({ type: 'expect-host' }));
      return;
    }
    await keeper?.page.close().catch(() => {});
    this.#keeper = undefined;
    const page = await this.extension.browser.newPage();
    await page.goto(this.#server.url('empty.html', { keeper: '' }, 'localhost'));
    const client = await LinkClient.of(this.extension, page);
    const link = await client.attach({ strength: 0 });
    await client.receives(link, 'ready');
    this.#keeper = { page, client, link };
  }
}

let shared: SharedBrowser | undefined;

/** This worker's browser as after launching, with the demo extension; a new one where the last one is spent or has crashed. */
export async function sharedBrowser(): Promise<SharedBrowser> {
  if (shared?.isUsable) {
    try {
      await shared.reset();
      return shared;
    } catch (error) {
      process.stderr.write(`The browser could not be reset, a new one is started: ${error}\n`);
    }
  }
  await shared?.close().catch(() => {});
  shared = await SharedBrowser.launch();
  await shared.reset();
  return shared;
}
