import type { Page } from 'puppeteer';
import { afterAll, afterEach, beforeEach } from 'vitest';

/**
 * Opens a page before the first test of a file or group, and leaves it to the ones after it, which begin where the last one
 * ended. A test that fails closes it, so that its next try and the tests after it begin with a new one. Shared because opening
 * a page and restyling its first picture takes longer than most tests.
 */
export function sharePage(open: () => Promise<Page>, use: (page: Page) => void): void {
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
