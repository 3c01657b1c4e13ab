/** A browser that restyles videos asks for nothing but what its pages ask for. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { overlays } from '../../support/devtools';
import { type Extension, eventually, launchExtension } from '../../support/extension';
import { openPopup } from '../../support/pages/popup';
import { servePages } from '../../support/server';

/** Chromium asks these for the time, for updates and for an account, with or without extensions. */
const OF_CHROMIUM = /^(clients2|update|accounts|www|redirector)\.(google|googleapis|gvt1)\.com$/;

/** Hostnames outside of this computer that the browser asked its proxy for. */
const asked: string[] = [];
function record(address = ''): void {
  const { hostname } = new URL(address.includes('://') ? address : `https://${address}`);
  if (!OF_CHROMIUM.test(hostname)) asked.push(hostname);
}
const proxy = createServer((request, response) => {
  record(request.url);
  response.writeHead(502).end();
});
proxy.on('connect', (request, socket) => {
  record(request.url);
  socket.destroy();
});
await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
const server = await servePages();
let extension: Extension | undefined;

afterAll(async () => {
  await extension?.close();
  await server.close();
  proxy.close();
});

test('nothing leaves the computer from the start to the end of a video, with popup and options', async () => {
  const { port } = proxy.address() as AddressInfo;
  extension = await launchExtension([`--proxy-server=127.0.0.1:${port}`]);
  await extension.configure({ sites: { '127.0.0.1': { enabled: true } } });
  const page = await extension.browser.newPage();
  await page.goto(server.url('plain.html', { clip: 'still-709.webm' }));
  await eventually('the overlay', async () => (await overlays(page)).some(({ isShown }) => isShown));
  const popup = await openPopup(extension, page);
  await extension.configure({ style: 'scream' });
  await new Promise((done) => setTimeout(done, 1000));
  await popup.close();
  const options = await extension.browser.newPage();
  await options.goto(`chrome-extension://${extension.id}/src/pages/options/index.html`);
  await options.close();
  await extension.configure({ sites: {} });
  await eventually('no overlay', async () => (await overlays(page)).length === 0);

  expect(asked).toEqual([]);
  const own = new Set(server.requested.map((address) => new URL(address).pathname));
  expect([...own].sort()).toEqual(['/plain.html', '/still-709.webm']);

  // The proxy would have seen it.
  await page.evaluate(() => fetch('http://example.org/seen').catch(() => {}));
  expect(asked).toEqual(['example.org']);
});
