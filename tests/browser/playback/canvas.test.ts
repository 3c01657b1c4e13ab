/** Canvases that the user chose in the context menu are restyled like videos. */
import type { Page } from 'puppeteer';
import { expect, test } from 'vitest';
import { chooseMenu } from '../../support/actions';
import { openBrowser, openPageEach } from '../../support/browser';
import { overlays } from '../../support/devtools';
import { eventually, statusOf } from '../../support/extension';
import { meanDifference, screenshotOf, VISIBLE } from '../../support/picture';

const { extension, server } = await openBrowser();
let page: Page;
const sites = { '127.0.0.1': { enabled: true } };
openPageEach(extension, { strength: 1, quality: 'XS', sites, paused: false }, (opened) => {
  page = opened;
});

const shownCount = async () => (await overlays(page)).filter(({ isShown }) => isShown).length;
const html = () => page.evaluate(() => document.documentElement.outerHTML);

/** Fills the page with canvases that change all the time: "flat" by a 2D context, "deep" by WebGL, "foreign" by another site's video. */
async function open(): Promise<void> {
  await page.goto(server.url('empty.html'));
  await page.evaluate(
    async (foreign) => {
      document.body.innerHTML = `<style>body { margin: 0 } canvas { width: 240px; height: 135px }</style><section></section>`;
      const add = (id: string, parent: Element | ShadowRoot) => {
        const canvas = document.createElement('canvas');
        Object.assign(canvas, { id, width: 160, height: 90 });
        Object.assign(canvas.style, { width: '240px', height: '135px', display: 'block' });
        return parent.appendChild(canvas);
      };
      const flat = add('flat', document.body).getContext('2d')!;
      const deep = add('deep', document.body).getContext('webgl')!;
      const stranger = add('foreign', document.body).getContext('2d')!;
      const video = Object.assign(document.createElement('video'), { muted: true, loop: true, src: foreign });
      await video.play();
      let turn = 0;
      const draw = () => {
        turn = (turn + 1) % 60;
        const gradient = flat.createLinearGradient(0, 0, 160, 90);
        gradient.addColorStop(0, 'orangered');
        gradient.addColorStop(0.3 + turn / 150, 'gold');
        gradient.addColorStop(1, 'navy');
        flat.fillStyle = gradient;
        flat.fillRect(0, 0, 160, 90);
        deep.clearColor(0.9, 0.3 + turn / 200, 0.1, 1);
        deep.clear(deep.COLOR_BUFFER_BIT);
        stranger.drawImage(video, 0, 0, 160, 90);
        requestAnimationFrame(draw);
      };
      draw();
    },
    server.url('moving.webm', {}, 'localhost'),
  );
  await eventually('the content script', () => statusOf(extension, page.url()));
}

const choose = (id: string) =>
  page
    .$eval(`#${id}`, (canvas) => {
      const { left, top } = canvas.getBoundingClientRect();
      return { x: left + 50, y: top + 50 };
    })
    .then(({ x, y }) => chooseMenu(extension, page, 'restyle-canvas@page', x, y));

test('a canvas is restyled until it is chosen again, resized or not, and the page keeps its tree', async () => {
  await open();
  const source = await html();
  for (const id of ['flat', 'deep']) {
    const before = await screenshotOf(page, `#${id}`);
    await choose(id);
    await eventually(`the overlay on ${id}`, async () => (await shownCount()) === 1);
    await eventually(
      `the style on ${id}`,
      async () => meanDifference(await screenshotOf(page, `#${id}`), before) > VISIBLE,
    );
    expect(await html()).toBe(source);
    await page.$eval(`#${id}`, (canvas) =>
      Object.assign((canvas as HTMLElement).style, { width: '300px', marginLeft: '30px' }),
    );
    await eventually('the overlay in its new place', async () =>
      (await overlays(page)).some(
        ({ isShown, box }) => isShown && Math.abs(box.width - 300) < 1 && Math.abs(box.x - 30) < 1,
      ),
    );
    await page.$eval(`#${id}`, (canvas) =>
      Object.assign((canvas as HTMLElement).style, { width: '240px', marginLeft: '' }),
    );
    await choose(id);
    await eventually('no overlay', async () => (await overlays(page)).length === 0);
  }
});

test('one that leaves the page takes its overlay along, and one that the page may not read is refused with the reason', async () => {
  await open();
  await choose('flat');
  await eventually('the overlay', async () => (await shownCount()) === 1);
  await page.evaluate(() => document.getElementById('flat')?.remove());
  await eventually('no overlay', async () => (await overlays(page)).length === 0);
  await choose('foreign');
  await eventually('the reason', async () => (await statusOf(extension, page.url())).faults.includes('tainted'));
});
