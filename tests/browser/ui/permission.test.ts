/** The extension as it is installed, and the questions the browser asks for it: on a screen, for headless it asks none. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Extension, eventually, launchExtension, videosReady } from '../../support/extension';
import { openPopup, textOf } from '../../support/pages/popup';
import { STILL } from '../../support/pages/still-video';
import { type PageServer, servePages } from '../../support/server';
import { openDisplay } from '../../support/virtual-display';

const screen = await openDisplay();

describe("the browser's question", () => {
  let server: PageServer;
  let dist: string;
  let extension: Extension;
  let isOpen = false;
  let page: Page;

  beforeAll(async () => {
    if (!screen) return;
    server = await servePages();
    dist = await mkdtemp(join(tmpdir(), 'inkreel-dist-'));
    await build({ logLevel: 'error', build: { outDir: dist, emptyOutDir: true } });
  });

  // One profile for all tests, in the order of what they get: access once granted is not asked for again.
  beforeEach(async ({ skip }) => {
    skip(!screen, 'Xvfb and xdotool are missing');
    if (!isOpen) await launch();
    await extension.configure({ sites: {} });
    page = await extension.browser.newPage();
  });

  // The next try begins with a new profile.
  afterEach(async ({ task }) => {
    if (task.result?.state === 'pass') return page.close();
    if (isOpen) await close();
  });

  afterAll(async () => {
    if (!screen) return;
    if (isOpen) await close();
    await server.close();
    await rm(dist, { recursive: true });
    screen.close();
  });

  async function launch(): Promise<void> {
    extension = await launchExtension([], dist, false);
    isOpen = true;
    // Installed, it shows its welcome page.
    const welcome = await extension.browser.waitForTarget((target) => target.url().endsWith('/welcome/index.html'));
    await (await welcome.asPage()).close();
  }

  async function close(): Promise<void> {
    isOpen = false;
    await extension.close();
  }

  const granted = async () => (await extension.worker()).evaluate(() => chrome.permissions.getAll());
  const overlays = () => page.frames().filter((frame) => frame.url().startsWith('chrome-extension://')).length;

  /** Presses a button of the popup and waits for the question, which closes the popup. *Deny* has the focus. */
  async function ask(selector: string): Promise<void> {
    const popup = await openPopup(extension, page);
    const closed = new Promise((done) => popup.once('close', done));
    const button = (await popup.waitForSelector(selector, { visible: true }))!;
    // The popup may close before the driver hears that the button was released.
    await Promise.all([closed, button.click().catch(() => {})]);
    await new Promise((done) => setTimeout(done, 1000));
  }

  test('answered with no, leaves the page as it is and says what is missing', async () => {
    await page.goto(server.url('plain.html', STILL));
    await ask('#toggle');
    screen!.press('Return');
    await new Promise((done) => setTimeout(done, 1000));
    const popup = await openPopup(extension, page);
    expect(await textOf(popup, 'box-title')).toContain('127.0.0.1');
    expect(overlays()).toBe(0);
    expect((await granted()).origins).toEqual([]);
  });

  test('is for the one site; a yes restyles it', async () => {
    expect((await granted()).origins).toEqual([]);
    await page.goto(server.url('plain.html', STILL));
    await ask('[data-action=ask]');
    expect(overlays()).toBe(0);
    screen!.press('Tab', 'Return');
    await eventually('an overlay', () => overlays() === 1);
    expect((await granted()).origins).toEqual(['http://127.0.0.1/*']);
    const popup = await openPopup(extension, page);
    await eventually('the switch to be undone', async () => /^Undo: /.test((await textOf(popup, 'undo')) ?? ''));
  });

  test('about capturing the tab, opens the window', async () => {
    await showForeignVideo();
    await ask('[data-action=window]');
    expect((await granted()).permissions).not.toContain('tabCapture');
    screen!.press('Tab', 'Return');
    await extension.browser.waitForTarget((target) => target.url().includes('/src/pages/capture-window/'));
    expect((await granted()).permissions).toContain('tabCapture');
    expect((await granted()).origins).toEqual(['http://127.0.0.1/*']);
  });

  test('about the host of a video the page may not read, lets that be loaded a second time', async () => {
    await showForeignVideo();
    await ask('[data-action=include-media]');
    screen!.press('Tab', 'Return');
    await eventually('the video to be restyled', () =>
      page.frames().some((frame) => frame.url().startsWith('chrome-extension://')),
    );
    expect((await granted()).origins).toEqual(['http://127.0.0.1/*', 'http://localhost/*']);
  });

  /** A site switched on, with a video from another one. */
  async function showForeignVideo(): Promise<void> {
    await page.goto(server.url('empty.html'));
    await page.evaluate(
      (address) => {
        document.body.innerHTML = `<video src="${address}" width="160" height="90" muted></video>`;
      },
      server.url('still-709.webm', {}, 'localhost'),
    );
    await videosReady(page);
    const { origins = [] } = await granted();
    if (origins.length > 0) return extension.configure({ sites: { '127.0.0.1': { enabled: true } } });
    await ask('#toggle');
    screen!.press('Tab', 'Return');
    await eventually('access to the site', async () => (await granted()).origins?.length === 1);
  }
});
