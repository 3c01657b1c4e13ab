import type { Page } from 'puppeteer';
import { afterAll, afterEach, beforeEach } from 'vitest';
import { type Extension, launchExtension, type StoredSettings } from './extension';
import { type PageServer, servePages } from './server';
import { type SharedBrowser, sharedBrowser } from './shared-browser';

interface Opened {
  extension: Extension;
  server: PageServer;
}

/**
 * Returns the server of the test pages, and the worker's browser with the extension, for all tests of a file. Only the
 * browser's own page is open, all settings are as installed, and the host stays until `releaseHost` even without a video.
 */
export async function openBrowser(): Promise<Opened & Pick<SharedBrowser, 'closePages' | 'releaseHost' | 'spend'>> {
  const shared = await sharedBrowser();
  const server = await servePages();
  afterAll(() => server.close());
  const { extension } = shared;
  return {
    extension,
    server,
    closePages: () => shared.closePages(),
    releaseHost: () => shared.releaseHost(),
    spend: () => shared.spend(),
  };
}

/** The same with a new browser, for files that change more of it than settings and pages, or that need switches. */
export async function openOwnBrowser(args: string[] = []): Promise<Opened> {
  const server = await servePages();
  const extension = await launchExtension(args).catch(async (error) => {
    await server.close();
    throw error;
  });
  afterAll(async () => {
    await extension.close();
    await server.close();
  });
  return { extension, server };
}

/** Stores `settings` and opens a page before each test of a file, and closes the page after it. */
export function openPageEach(extension: Extension, settings: StoredSettings, use: (page: Page) => void): void {
  let page: Page;
  beforeEach(async () => {
    await extension.configure(settings);
    page = await extension.browser.newPage();
    use(page);
  });
  afterEach(() => page.close());
}

/**
 * Opens a page before the first test of a file or group, and leaves it to the ones after it, which begin where the last one
 * ended. A test that fails closes it, so that its next try and the tests after it begin with a new one. Shared because opening
 * a page and restyling its first picture takes longer than most tests.
 */
export function sharePage(open: () => Promise<Page>, use: (page: Page) => void = () => {}): void {
  let page: Page | undefined;
  const close = async () => {
    await page?.close();
    page = undefined;
  };
  beforeEach(async () => {
    page ??= await open();
    use(page);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'pass') await close();
  });
  afterAll(close);
}
