/** Attempts of a page to have the extension load and read media that the page may not read itself. */
import type { Page } from 'puppeteer';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser } from '../../support/browser';
import { LinkClient } from '../../support/link-client';

/** Hostnames: the demo build grants the first, nothing grants the second. */
const [HOST, UNGRANTED] = ['localhost', 'ungranted.localhost'];
const NONCE = 'the-nonce-of-this-overlay';

const { extension, server } = await openBrowser();
let page: Page;
let client: LinkClient;
let link: number;
let count = 0;

beforeAll(async () => {
  await extension.configure({
    sites: { '127.0.0.1': { enabled: false, media: [HOST, UNGRANTED] }, 'other.example': { enabled: true, media: [] } },
  });
});

beforeEach(async () => {
  page = await extension.browser.newPage();
  await page.goto(server.url('static.html'));
  client = await LinkClient.of(extension, page);
  link = await client.attach({ nonce: NONCE });
  await client.receives(link, 'ready');
});

afterEach(() => page.close());

/** An address that nothing else asks for. */
const clip = (host: string) => server.url('still-709.webm', { asked: String(count++) }, host);
const wasLoaded = (address: string) => server.requested.includes(address);

/** Asks an overlay for a proxy video of `source` and, again and again, for its picture; returns the last answer. */
async function askForProxyVideo(nonce: string, source: string, selector: string): Promise<string> {
  const { port1, port2 } = new MessageChannel();
  let last = 'nothing';
  const answered = new Promise<void>((done) => {
    port1.onmessage = ({ data }) => {
      last = data.type === 'missed' ? data.why : data.type;
      if (last !== 'late') done();
    };
  });
  const overlay = document.querySelector<HTMLIFrameElement>(selector)!.contentWindow!;
  overlay.postMessage({ type: 'inkreel:proxy-video', nonce }, '*', [port2]);
  port1.postMessage({ type: 'follow', source, clock: { time: 0, at: performance.timeOrigin, rate: 0 } });
  const asking = setInterval(() => port1.postMessage({ type: 'take', id: 1, kind: 'planes', time: 0 }), 200);
  await Promise.race([answered, new Promise((done) => setTimeout(done, 4000))]);
  clearInterval(asking);
  return last;
}

const ask = (source: string, nonce = NONCE, selector = 'iframe') =>
  client.run(askForProxyVideo, nonce, source, selector);

test('a host that the user listed and granted is loaded and read', async () => {
  const address = clip(HOST);
  expect(await ask(address)).toBe('picture');
  expect(wasLoaded(address)).toBe(true);
});

describe('refused, and never loaded, is', () => {
  test('a host that is not listed, though it is granted', async () => {
    const address = clip('127.0.0.1');
    expect(await ask(address)).toBe('not-allowed');
    expect(wasLoaded(address)).toBe(false);
  });

  test('a host that is listed for another site', async () => {
    const sites = { '127.0.0.1': { enabled: true }, 'other.example': { enabled: true, media: [HOST] } };
    const { sites: before } = (await (
      await extension.worker()
    ).evaluate(async () => (await chrome.storage.local.get('settings')).settings)) as { sites: typeof sites };
    await extension.configure({ sites });
    const address = clip(HOST);
    expect(await ask(address)).toBe('not-allowed');
    expect(wasLoaded(address)).toBe(false);
    await extension.configure({ sites: before });
  });

  test('a host that is listed without access to it', async () => {
    const address = clip(UNGRANTED);
    expect(await ask(address)).toBe('not-allowed');
    expect(wasLoaded(address)).toBe(false);
  });

  // Try all at once, each with its own overlay: it takes long to be sure that nothing follows.
  test('what names no host, and an address without end', async () => {
    const endless = `${clip(HOST)}&${'x'.repeat(10_000)}`;
    const names = ['file:///etc/hostname', 'chrome://version', 'data:video/webm;base64,', 'javascript:close()'];
    const addresses = [...names, 'localhost/a', endless];
    for (const i of addresses.keys()) await client.receives(await client.attach({ nonce: `${NONCE}-${i}` }), 'ready');
    // The first overlay is the one that every test has.
    const answers = addresses.map((address, i) => ask(address, `${NONCE}-${i}`, `iframe:nth-of-type(${i + 2})`));
    expect(await Promise.all(answers)).toEqual(addresses.map(() => 'late'));
    expect(wasLoaded(endless)).toBe(false);
  });
});

describe('nothing is answered, nor loaded,', () => {
  test('where the nonce is not the one that the overlay was let in with', async () => {
    const address = clip(HOST);
    expect(await ask(address, 'a-nonce-that-was-never-announced')).toBe('nothing');
    expect(wasLoaded(address)).toBe(false);
  });

  test("where a page's own script asks an overlay that was let in", async () => {
    const address = clip(HOST);
    expect(await page.evaluate(askForProxyVideo, 'a-nonce-that-was-never-announced', address, 'iframe')).toBe(
      'nothing',
    );
    expect(wasLoaded(address)).toBe(false);
    expect(await ask(clip(HOST))).toBe('picture');
  });

  test('where a page has put the overlay there itself', async () => {
    await client.run(() => {
      const iframe = document.createElement('iframe');
      iframe.id = 'own';
      iframe.src = chrome.runtime.getURL('src/overlay-document/index.html');
      const loaded = new Promise((done) => iframe.addEventListener('load', done, { once: true }));
      document.body.append(iframe);
      return loaded.then(() => undefined);
    });
    await page.evaluate(() => {
      const overlay = document.querySelector<HTMLIFrameElement>('#own')!.contentWindow!;
      const { port2 } = new MessageChannel();
      overlay.postMessage({ type: 'inkreel:attach', nonce: 'a-nonce-that-was-never-announced' }, '*', [port2]);
    });
    const address = clip(HOST);
    expect(await page.evaluate(askForProxyVideo, 'a-nonce-that-was-never-announced', address, '#own')).toBe('nothing');
    expect(wasLoaded(address)).toBe(false);
  });

  test('where the overlay has a proxy video already', async () => {
    expect(await ask(clip(HOST))).toBe('picture');
    const address = clip(HOST);
    expect(await ask(address)).toBe('nothing');
    expect(wasLoaded(address)).toBe(false);
  });
});
