/** The manifest's content security policy: no document of the extension reaches the network, or runs code of others. */
import type { Page } from 'puppeteer';
import { expect, test } from 'vitest';
import { openBrowser } from '../../support/browser';
import { eventually } from '../../support/extension';

const { extension, server } = await openBrowser();

/** Attempts of a script that has got into a document. Access to the hostname is granted, so that only the policy stops it. */
const attempts = (page: Pick<Page, 'evaluate'>, address: string) =>
  page.evaluate(async (url) => {
    const loads = (tag: 'img' | 'script' | 'iframe' | 'link') =>
      new Promise<string>((done) => {
        const element = document.createElement(tag);
        element.addEventListener('load', () => done('loaded'));
        element.addEventListener('error', () => done('refused'));
        setTimeout(() => done('refused'), 1000);
        if (tag === 'link') Object.assign(element, { rel: 'stylesheet', href: `${url}&link` });
        else (element as HTMLImageElement).src = `${url}&${tag}`;
        document.documentElement.append(element);
      });
    const tried = {
      fetch: await fetch(`${url}&fetch`).then(
        () => 'loaded',
        () => 'refused',
      ),
      socket: await new Promise<string>((done) => {
        try {
          const socket = new WebSocket(url.replace('http', 'ws'));
          socket.onopen = () => done('loaded');
          socket.onerror = () => done('refused');
        } catch {
          done('refused');
        }
      }),
      img: await loads('img'),
      script: await loads('script'),
      link: await loads('link'),
      code: 'refused',
    };
    // A refused iframe loads an error page, so check the requests that reached the server.
    await loads('iframe');
    try {
      tried.code = new Function('return "loaded"')();
    } catch {
      // Expected: the policy forbids `eval`.
    }
    return tried;
  }, address);

test('neither the settings page, the host, an overlay nor the worker reaches another address', async () => {
  await extension.configure({ sites: { '127.0.0.1': { enabled: true } } });
  const page = await extension.browser.newPage();
  await page.goto(server.url('plain.html', { clip: 'still-709.webm', paused: '', width: '160', height: '90' }));
  const overlay = await eventually('an overlay', () =>
    page.frames().find((frame) => frame.url().includes('/src/overlay-document/')),
  );
  const options = await extension.browser.newPage();
  await options.goto(`chrome-extension://${extension.id}/src/pages/options/index.html`);
  const host = await extension.offscreen()!.asPage();
  for (const [name, context] of Object.entries({ options, host, overlay })) {
    const tried = await attempts(context, server.url('empty.html', { cors: '1', from_extension: name }));
    expect(Object.values(tried), name).toEqual(Array(6).fill('refused'));
  }
  const byWorker = await (await extension.worker()).evaluate(
    (url) =>
      fetch(url).then(
        () => 'loaded',
        () => 'refused',
      ),
    server.url('empty.html', { cors: '1', from_extension: 'worker' }),
  );
  expect(byWorker).toBe('refused');
  expect(server.requested.filter((address) => address.includes('from_extension'))).toEqual([]);
  await options.close();
  await page.close();
});
