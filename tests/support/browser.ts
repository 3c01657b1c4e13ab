import type { Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type Extension, launchExtension, type StoredSettings } from './extension';
import { type PageServer, servePages } from './server';

/** The tests' pages and a browser with the extension, for all tests of a file; both are closed after the last one. */
export async function openBrowser(args: string[] = []): Promise<{ extension: Extension; server: PageServer }> {
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
 * Work that mostly waits, done in a browser of its own while the other tests of the file run.
 * @returns what the test of it awaits: the end of what was begun with the file; tried again, the work done anew
 */
export function meanwhile(work: (own: Extension) => Promise<void>): () => Promise<void> {
  const open = new Set<Extension>();
  const run = async () => {
    const own = await launchExtension();
    open.add(own);
    try {
      await work(own);
    } finally {
      open.delete(own);
      await own.close();
    }
  };
  let begun: Promise<void> | undefined;
  beforeAll(() => {
    begun = run();
    begun.catch(() => {}); // told by the test
  });
  // Close browsers that no test awaited.
  afterAll(() => Promise.all([...open].map((own) => own.close())));
  return () => {
    const running = begun ?? run();
    begun = undefined;
    return running;
  };
}
