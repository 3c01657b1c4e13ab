/** Canvases that the user chose in the context menu or the popup are restyled like videos. */
import type { Page } from 'puppeteer';
import { expect, test } from 'vitest';
import { chooseMenu } from '../../support/actions';
import { openBrowser, openPageEach } from '../../support/browser';
import { overlays } from '../../support/devtools';
import { eventually, statusOf } from '../../support/extension';
import { openPopup } from '../../support/pages/popup';
import { meanDifference, screenshotOf, VISIBLE } from '../../support/picture';

const { extension, server } = await openBrowser();
let page: Page;
const sites = { '127.0.0.1': { enabled: true } };
openPageEach(extension, { style: 'starry-night', strength: 1, sites, paused: false }, (opened) => {
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
    .then(({ x, y }) => chooseMenu(extension, page, 'restyle-canvas@canvas', x, y));

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

/** Adds a canvas of a kind alone to an empty page. All but "still" change all the time. */
async function openAlone(kind: 'still' | 'in a shadow root' | 'drawn by a worker' | 'foreign'): Promise<void> {
  await page.goto(server.url('empty.html'));
  await page.evaluate(
    async (kind, foreign) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 90 });
      canvas.style.cssText = 'width: 240px; height: 135px; display: block';
      const stage = document.body.appendChild(document.createElement('section'));
      (kind === 'in a shadow root' ? stage.attachShadow({ mode: 'closed' }) : stage).append(canvas);
      const paint = (
        surface: HTMLCanvasElement | OffscreenCanvas,
        video: HTMLVideoElement | null,
        isStill: boolean,
      ) => {
        const context = surface.getContext('2d') as OffscreenCanvasRenderingContext2D;
        const draw = () => {
          const gradient = context.createLinearGradient(0, 0, 160, 90);
          gradient.addColorStop(0, 'orangered');
          gradient.addColorStop(0.3 + (performance.now() % 1000) / 2500, 'gold');
          gradient.addColorStop(1, 'navy');
          context.fillStyle = gradient;
          context.fillRect(0, 0, 160, 90);
          if (video) context.drawImage(video, 0, 0, 80, 45);
          if (!isStill) requestAnimationFrame(draw);
        };
        draw();
      };
      const video = Object.assign(document.createElement('video'), { muted: true, loop: true, src: foreign });
      if (kind === 'foreign') await video.play();
      if (kind !== 'drawn by a worker') return paint(canvas, kind === 'foreign' ? video : null, kind === 'still');
      const code = `onmessage = ({ data }) => (${paint})(data, null, false)`;
      const worker = new Worker(URL.createObjectURL(new Blob([code])));
      const surface = canvas.transferControlToOffscreen();
      worker.postMessage(surface, [surface]);
    },
    kind,
    server.url('moving.webm', {}, 'localhost'),
  );
  await eventually('the content script', () => statusOf(extension, page.url()));
}

test.each(['in a shadow root', 'drawn by a worker'] as const)(
  'a canvas %s is offered in the popup where there is no video',
  async (kind) => {
    await openAlone(kind);
    const before = await screenshotOf(page, 'section');
    const popup = await openPopup(extension, page);
    const offer = await popup.waitForSelector('::-p-text(Restyle this canvas)');
    await offer?.click();
    await eventually('the overlay', async () => (await shownCount()) === 1);
    await eventually('the style', async () => meanDifference(await screenshotOf(page, 'section'), before) > VISIBLE);
    await popup.close();
  },
);

test('one that stays as it is is not offered, and one that the page may not read gives the reason when it is chosen', async () => {
  await openAlone('still');
  const popup = await openPopup(extension, page);
  await new Promise((done) => setTimeout(done, 4000));
  expect(await popup.$('::-p-text(Restyle this canvas)')).toBeNull();
  await popup.close();
  await openAlone('foreign');
  const another = await openPopup(extension, page);
  const offer = await another.waitForSelector('::-p-text(Restyle this canvas)');
  await offer?.click();
  await another.waitForSelector('::-p-text(This video comes from another site)');
  await another.close();
});
