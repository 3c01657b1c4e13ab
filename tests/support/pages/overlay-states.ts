/** A page with one paused video, and what becomes of the overlay on it. */
import type { Page } from 'puppeteer';
import { afterEach, beforeAll } from 'vitest';
import type { openBrowser } from '../browser';
import { overlays } from '../devtools';
import { eventually, statusOf, videosReady } from '../extension';

/** Switches the tests' host on before all tests of a file, and closes the page after each. */
export class OverlayStates {
  readonly #extension;
  readonly #server;
  #page: Page | undefined;

  constructor({ extension, server }: Pick<Awaited<ReturnType<typeof openBrowser>>, 'extension' | 'server'>) {
    this.#extension = extension;
    this.#server = server;
    beforeAll(() => this.switchOn());
    afterEach(() => this.#page?.close());
  }

  /** The page of the test that runs. */
  get page(): Page {
    return this.#page!;
  }

  switchOn(): Promise<void> {
    return this.#extension.configure({ sites: { '127.0.0.1': { enabled: true } } });
  }

  async open(path: string, query: Record<string, string> = {}): Promise<Page> {
    this.#page = await this.#extension.browser.newPage();
    await this.#page.goto(this.#server.url(path, query));
    return this.#page;
  }

  /** Opens a page with one paused video; `src` as an attribute of it. */
  async openVideo(src = 'moving.webm'): Promise<Page> {
    const page = await this.open('empty.html');
    await page.evaluate((address) => {
      document.body.innerHTML = `<video src="${address}" muted style="width: 160px; height: 90px"></video>`;
    }, src);
    await videosReady(page);
    return page;
  }

  /** Tells whether there is an overlay on the first video, and whether it can be seen. */
  async state(): Promise<'visible' | 'hidden' | 'none'> {
    const [first] = await overlays(this.page);
    return first ? (first.isShown ? 'visible' : 'hidden') : 'none';
  }

  async becomes(state: 'visible' | 'hidden' | 'none'): Promise<void> {
    await eventually(`overlay ${state}`, async () => (await this.state()) === state, 60_000);
  }

  async scrollAway(): Promise<void> {
    await this.page.evaluate(() => {
      document.body.style.height = '5000px';
      scrollTo(0, 3000);
    });
  }

  async scrollBack(): Promise<void> {
    await this.page.evaluate(() => scrollTo(0, 0));
  }

  /** Returns the faults that the popup is told. */
  async faults(): Promise<string[]> {
    return (await statusOf(this.#extension, this.page.url())).faults;
  }

  html(): Promise<string> {
    return this.page.evaluate(() => document.documentElement.outerHTML);
  }
}
