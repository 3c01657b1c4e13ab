/** A picture becomes a style: refused with a reason, or learned with falling loss, paused, gone on with, kept and used on a video. */
import { readFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import type { Page } from 'puppeteer';
import { beforeAll, expect, test } from 'vitest';
import { eventually, storedSettings, videosReady } from '../../support/extension';
import {
  blackWall,
  discardAndUndo,
  dropPicture,
  learningSeen,
  learningStep,
  nameAskedFor,
  openLearningBrowser,
  openMaking,
  PATIENCE_MS,
  stripes,
} from '../../support/pages/learning-files';
import { BEFORE } from '../../support/pages/options-page';
import { isRestyled, screenshotOf } from '../../support/picture';

const BUSY = '#learning:is([data-phase=preparing], [data-phase=learning])';
const SHIPPED = new URL('../golden/tahiti-s.png', import.meta.url).pathname;

const { extension, server } = await openLearningBrowser();
let options: Page;

beforeAll(async () => {
  await extension.configure(BEFORE);
  options = await openMaking(extension);
});

const drop = (name: string, type: string, bytes: Uint8Array) => dropPicture(options, name, type, bytes);

/** Presses a button, wherever its page moves it meanwhile. */
const press = (selector: string) => options.$eval(selector, (button) => (button as HTMLElement).click());

const seen = () => learningSeen(options);
const stepOf = (least: number) => learningStep(options, least);

test('a picture that cannot be learned from, or not be stored, gets its reason', async () => {
  const problem = () => options.$eval('#make-problem', (line) => line.textContent ?? '');
  const says = (reason: RegExp) => eventually('the reason', async () => reason.test(await problem()));
  const huge = readFileSync(SHIPPED);
  huge.writeUInt32BE(10_000, 16);
  huge.writeUInt32BE(10_000, 20);
  for (const [name, bytes, reason] of [
    ['logo.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), 'is an SVG'],
    ['empty.png', new Uint8Array(20), 'isn’t a picture'],
    ['dot.png', PNG.sync.write(new PNG({ width: 1, height: 1 })), 'is too small'],
    ['glass.png', PNG.sync.write(new PNG({ width: 64, height: 64 })), 'is transparent all over'],
    ['wall.bmp', blackWall(), 'has only one colour'],
    ['poster.png', huge, 'is too large'],
  ] as const) {
    await drop(name, 'image/png', bytes);
    await says(new RegExp(`^${name.replace('.', '\\.')} ${reason}`));
  }
  expect(await options.$eval('#make-form', (form) => (form as HTMLElement).hidden)).toBe(true);
  // The browser remembers the room of the last write for a while, so that nothing may be written before this.
  const storage = await options.createCDPSession();
  const origin = `chrome-extension://${extension.id}`;
  await storage.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  await drop('stripes.png', 'image/png', stripes());
  await options.waitForSelector('#make-form:not([hidden])');
  await options.click('#make-start');
  await says(/no room left to store/);
  await storage.send('Storage.overrideQuotaForOrigin', { origin });
  await options.click('#make-cancel');
});

test('a JPEG in CMYK keeps its colour; of an animation the first frame counts, which the page says, and what it leaves out is white', async () => {
  const pixelsOf = async (name: string, type: string) => {
    await drop(name, type, readFileSync(new URL(`../pictures/${name}`, import.meta.url)));
    await options.waitForFunction(
      (width) => (document.getElementById('make-picture') as HTMLCanvasElement).width === width,
      {},
      80,
    );
    return options.$eval('#make-picture', (canvas) => {
      const context = (canvas as HTMLCanvasElement).getContext('2d')!;
      return [10, 70].map((left) => [...context.getImageData(left, 32, 1, 1).data.slice(0, 3)]);
    });
  };
  const [red] = await pixelsOf('cmyk.jpg', 'image/jpeg');
  expect(red![0]).toBeGreaterThan(180);
  expect(Math.max(red![1]!, red![2]!)).toBeLessThan(80);
  await options.click('#make-cancel');
  await options.$eval('#make-picture', (canvas) => {
    (canvas as HTMLCanvasElement).width = 1;
  });
  expect(await pixelsOf('animated.gif', 'image/gif')).toEqual([
    [0, 0, 255],
    [255, 255, 255],
  ]);
  expect(await options.$eval('#make-notes', (line) => line.textContent)).toMatch(/It is animated: .+ white here\./);
});

test('the context menu hands the settings page a picture of a page, or says that it cannot; it stays the only one', async () => {
  const page = await extension.browser.newPage();
  await page.goto(server.url('empty.html', {}, '127.0.0.1'));
  const choose = async (srcUrl: string) => {
    await (await extension.worker()).evaluate(
      async (source, url) => {
        const [tab] = (await chrome.tabs.query({})).filter((each) => each.url === url);
        (chrome.contextMenus.onClicked as unknown as { dispatch(info: object, tab?: object): void }).dispatch(
          { menuItemId: 'use-as-style@image', srcUrl: source, frameId: 0, editable: false, pageUrl: url },
          tab,
        );
      },
      srcUrl,
      page.url(),
    );
  };
  const settingsPages = () => extension.browser.targets().filter((target) => /options\/index\.html/.test(target.url()));
  await options.close();
  const picture = await page.evaluate(
    async () =>
      new Promise<string>((done) => {
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [120, 90];
        canvas.getContext('2d')!.fillRect(0, 0, 60, 90);
        canvas.toBlob((blob) => done(URL.createObjectURL(blob!)));
      }),
  );
  await choose(picture);
  const opened = await extension.browser.waitForTarget((target) => /options\/index\.html#make$/.test(target.url()));
  options = (await opened.page())!;
  await options.waitForSelector('#make-form:not([hidden])');
  expect(await options.$eval('#make-picture', (canvas) => (canvas as HTMLCanvasElement).width)).toBe(120);
  // The page that is open takes the next one, and keeps its form.
  await page.bringToFront();
  await choose('blob:http://127.0.0.1/gone');
  await options.waitForFunction(
    () =>
      document.visibilityState === 'visible' &&
      /can’t be read/.test(document.getElementById('make-problem')?.textContent ?? ''),
  );
  expect(settingsPages()).toHaveLength(1);
  expect(await options.$eval('#make-form', (form) => (form as HTMLElement).hidden)).toBe(false);
  await page.close();
  await options.close();
  options = await openMaking(extension);
});

test('a picture is learned, its loss falls; paused or after a lost GPU it goes on; the style is used on a video', {
  timeout: 3 * PATIENCE_MS,
}, async () => {
  await drop('Wasp.png', 'image/png', stripes());
  await options.waitForSelector('#make-form:not([hidden])');
  await press('input[name=stroke][value=fine]');
  await options.waitForFunction(() =>
    /not been measured/.test(document.getElementById('make-time')?.textContent ?? ''),
  );
  await options.click('#make-start');
  const first = await stepOf(10);
  await options.waitForSelector('#learning-preview:not([hidden], .empty)');
  // It shows what is learned from, too.
  expect(await options.$eval('#learning-name', (line) => line.textContent)).toBe('Wasp');
  expect(await options.$eval('#learning-picture', (canvas) => (canvas as HTMLCanvasElement).width)).toBe(128);
  await options.click('#learning-pause');
  await options.waitForSelector('#learning[data-phase=stopped]', { timeout: PATIENCE_MS });
  // The page may close meanwhile, and later while it is learned: the database holds what has been learned.
  await options.close();
  options = await openMaking(extension);
  await options.waitForSelector('#learning[data-phase=stopped]');
  expect((await seen()).step).toBeGreaterThanOrEqual(10);
  const status = () => options.$eval('#learning-status', (line) => line.textContent);
  await discardAndUndo(options);
  await options.waitForSelector('#learning[data-phase=stopped]');
  expect(await status()).toMatch(/^Paused at step \d+ of 200\./);
  await press('#learning-go-on');
  await options.waitForSelector(BUSY, { timeout: PATIENCE_MS });
  await options.close();
  options = await openMaking(extension);
  const later = await stepOf(first.step + 20);
  expect(later.loss).toBeLessThan(first.loss);
  // The graphics card is lost: a new one goes on from the checkpoint of step 25, or a later one.
  const devtools = await extension.browser.target().createCDPSession();
  await devtools.send('Browser.crashGpuProcess');
  await eventually(
    'the checkpoint',
    async () => {
      const { phase, step } = await seen();
      expect(phase).not.toBe('failed');
      return step > 0 && step % 25 === 0;
    },
    PATIENCE_MS,
  );
  // The host ends: its page says so, and a new host goes on from the checkpoint.
  await (await extension.worker()).evaluate(() => chrome.offscreen.closeDocument());
  const problem = () => options.$eval('#learning-problem', (line) => line.textContent ?? '');
  await eventually('the sentence', async () => /broke off/.test(await problem()), PATIENCE_MS);
  await press('#learning-go-on');
  await stepOf(later.step + 10);
  await press('#learning-finish');
  const waitsForName = async () => expect(await nameAskedFor(options)).toEqual({ name: 'Wasp', isInPlace: true });
  await waitsForName();
  // Neither a file that is refused nor another picture takes its place.
  await drop('notes.txt', 'text/plain', new Uint8Array(20));
  await options.waitForSelector('#own-form', { hidden: true });
  await drop('Next.png', 'image/png', stripes());
  const told = () => options.$eval('#make-problem', (line) => line.textContent ?? '');
  await eventually('that the picture is next', async () => /is next/.test(await told()));
  await waitsForName();
  // Nor does *Not now* lose it: its name is asked for again.
  await press('#own-cancel');
  await options.waitForSelector('#own-form', { hidden: true });
  expect(await status()).toMatch(/not added yet/);
  await press('#learning-add');
  await waitsForName();
  await options.click('#own-form [type=submit]');
  const { id } = await eventually('the style', async () => (await storedSettings(extension)).ownStyles[0]);
  await options.waitForSelector('#learning', { hidden: true });
  await options.waitForSelector('#make-form:not([hidden])');
  await press('#make-cancel');

  // Its picture and its dials are kept, and it can be learned again with others.
  const row = `#shelf [data-style=${id}]`;
  const again = `${row} .again:not([hidden])`;
  await press(`${row} .remove`);
  await options.waitForSelector(row, { hidden: true });
  await options.waitForSelector('#shelf-undo:not([hidden])');
  await press('#shelf-undo');
  await options.waitForSelector(again);
  await press('input[name=stroke][value=coarse]');
  await press(again);
  await options.waitForSelector('#make-form:not([hidden])');
  expect(await options.$eval('#make-picture', (canvas) => (canvas as HTMLCanvasElement).width)).toBe(128);
  expect(await options.$eval('input[name=stroke]:checked', (radio) => (radio as HTMLInputElement).value)).toBe('fine');
  // It was learned once, so that its time is known.
  await options.waitForFunction(() =>
    /takes about \d+ (sec|min)/.test(document.getElementById('make-time')?.textContent ?? ''),
  );
  await press('#make-start');
  await options.waitForSelector(BUSY, { timeout: PATIENCE_MS });
  await press('#learning-drop');
  await options.waitForSelector('#learning', { hidden: true, timeout: PATIENCE_MS });

  const page = await extension.browser.newPage();
  const clip = { clip: 'still-709.webm', paused: '', width: '160', height: '90' };
  await page.goto(server.url('plain.html', clip, '127.0.0.1'));
  await videosReady(page);
  const original = await screenshotOf(page, '#v');
  await extension.configure({ sites: { '127.0.0.1': { enabled: true, style: id } } });
  await eventually(
    'the style on the video',
    async () => isRestyled(await screenshotOf(page, '#v'), original),
    PATIENCE_MS,
  );
});
