import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page, Target, WebWorker } from 'puppeteer';
import { extensionWorker, launchBrowser } from '../../scripts/browser.mjs';
import type { DocumentStatus } from '../../src/protocol/runtime';
import type { Settings } from '../../src/settings/schema';

/** The built extension under test; INKREEL_DIST names another than dist-demo. */
export const DIST = process.env.INKREEL_DIST ?? fileURLToPath(new URL('../../dist-demo', import.meta.url));

/** Parts of the stored settings: see src/settings/schema.ts. */
export interface StoredSettings {
  style?: string;
  strength?: number;
  keepColours?: boolean;
  lineWeight?: number;
  quality?: 'auto' | 'XS' | 'S' | 'M';
  holdKey?: string;
  playerButton?: boolean;
  paused?: boolean;
  sync?: boolean;
  everywhere?: boolean;
  debug?: boolean;
  ownStyles?: readonly { id: string; name: string; licence?: string; pace?: 'light' | 'fair' | 'heavy' }[];
  styleOrder?: readonly string[];
  favourites?: readonly string[];
  camera?: { enabled: boolean; style: string; strength: number; keepColours?: boolean; lineWeight?: number };
  sites?: Record<
    string,
    { enabled: boolean; never?: true; style?: string; strength?: number; frames?: string[]; media?: string[] }
  >;
}

/** Chromium with the built demo extension, and what tests do with it. */
export interface Extension {
  browser: Browser;
  id: string;
  /** Code run in the service worker; it is woken when asleep. */
  worker(): Promise<WebWorker>;
  /** Merges into the stored settings, as the popup would. */
  configure(change: StoredSettings): Promise<void>;
  /** The offscreen document's target, while it exists. */
  offscreen(): Target | undefined;
  close(): Promise<void>;
}

/**
 * Launches Chromium with a fresh profile and the extension built in `dist`, which is dist-demo (from `npm run build:demo`)
 * unless a test uses an altered copy. Fixes the network's size at the smallest, because on a software adapter the governor would
 * leave playing videos unchanged.
 */
export async function launchExtension(args: string[] = [], dist = DIST, headless = true): Promise<Extension> {
  if (!existsSync(dist)) throw new Error('dist-demo is missing: run `npm run build:demo` first.');
  const browser = await launchBrowser({
    extension: dist,
    headless,
    viewport: { width: 1000, height: 700 },
    args,
  });
  const { id } = await extensionWorker(browser);
  const worker = async () => (await extensionWorker(browser)).worker;
  const configure = async (change: StoredSettings) => {
    await (await worker()).evaluate(async (patch) => {
      const { settings = {} } = await chrome.storage.local.get<{ settings?: object }>('settings');
      await chrome.storage.local.set({ settings: { ...settings, ...patch } });
    }, change);
  };
  await configure({ quality: 'XS', sync: false });
  return {
    browser,
    id,
    worker,
    configure,
    offscreen: () =>
      browser
        .targets()
        .find((t) => t.type() === 'background_page' && t.url().startsWith(`chrome-extension://${id}/src/offscreen/`)),
    close: () => browser.close(),
  };
}

/** Repeats `check` until its result is truthy, and returns that. Fails with `what` after `timeoutMs`. */
export async function eventually<T>(
  what: string,
  check: () => Promise<T> | T,
  timeoutMs = 30_000,
): Promise<NonNullable<T>> {
  const begun = Date.now();
  const end = begun + timeoutMs;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const value = await check();
      if (value) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    // What takes long is asked for less often, because asking slows down what it waits for.
    const pauseMs = Math.min(1000, Math.max(100, (Date.now() - begun) / 4));
    await new Promise((done) => setTimeout(done, pauseMs));
  }
  const error = new Error(`Not within ${timeoutMs} ms: ${what} (last: ${String(last)})`);
  // Print the error at once too, because a test that passes at its second try would hide it.
  process.stderr.write(`${error.stack}\n`);
  throw error;
}

/** Waits until every video of the page has a picture. */
export async function videosReady(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll('video')].every((video) => video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA),
  );
}

/** The settings as they are stored. */
export async function storedSettings(extension: Extension): Promise<Settings> {
  return (await extension.worker()).evaluate(async () => {
    const { settings } = await chrome.storage.local.get<{ settings: Settings }>('settings');
    return settings;
  });
}

/** The status that the top document of the tab at `address` reports to the popup. */
export async function statusOf(extension: Extension, address: string): Promise<DocumentStatus> {
  return (await extension.worker()).evaluate(async (url) => {
    const tabs = await chrome.tabs.query({});
    const tab = tabs.find((each) => each.url === url);
    if (tab?.id === undefined) throw new Error(`No tab shows ${url}.`);
    const port = chrome.tabs.connect(tab.id, { name: 'inkreel-status', frameId: 0 });
    const status = await new Promise<DocumentStatus>((done, fail) => {
      port.onMessage.addListener(done);
      port.onDisconnect.addListener(() => fail(new Error('No content script answers.')));
    });
    port.disconnect();
    return status;
  }, address);
}
