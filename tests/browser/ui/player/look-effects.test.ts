/** Line weight and kept colours, set in the bar's menu by keyboard alone, and seen on the video. */
import type { Page, SerializedAXNode } from 'puppeteer';
import { expect, test } from 'vitest';
import { openBrowser, openPageEach } from '../../../support/browser';
import { control } from '../../../support/devtools';
import { eventually, statusOf, storedSettings } from '../../../support/extension';
import { BUTTON, openStill, visible } from '../../../support/pages/still-video';
import { meanDifference, type Picture, screenshot } from '../../../support/picture';

const LOOK = { style: 'great-wave', strength: 1, keepColours: false, lineWeight: 0, quality: 'XS' } as const;
const { extension, server } = await openBrowser();
let page: Page;

openPageEach(extension, { ...LOOK, sites: { '127.0.0.1': { enabled: true } } }, (opened) => {
  page = opened;
});

/** The lower left of the video, where no menu and no button lies. */
async function corner(): Promise<Picture> {
  const { x, y, width, height } = (await (await page.$('#v'))!.boundingBox())!;
  return screenshot(page, { x, y: y + height / 4, width: width / 4, height: (3 * height) / 4 });
}

const pixels = ({ data }: Picture) =>
  Array.from({ length: data.length / 4 }, (_, i) => data.subarray(4 * i, 4 * i + 3) as unknown as number[]);
const lumaOf = ([red = 0, green = 0, blue = 0]: number[]) => 0.299 * red + 0.587 * green + 0.114 * blue;
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const brightness = (picture: Picture) => mean(pixels(picture).map(lumaOf));

/** Mean distance of the colours of two pictures, apart from their brightness, in 1/255. */
const chromaDistance = (a: Picture, b: Picture) => {
  const others = pixels(b);
  return mean(
    pixels(a).map((pixel, i) => {
      const other = others[i]!;
      return mean(pixel.map((value, c) => Math.abs(value - lumaOf(pixel) - (other[c]! - lumaOf(other)))));
    }),
  );
};

/** Waits until the picture stands still, and returns it. */
async function settled(): Promise<Picture> {
  let last = await corner();
  await eventually('a picture that stays', async () => {
    await new Promise((done) => setTimeout(done, 700));
    const before = last;
    last = await corner();
    return meanDifference(before, last) < 0.5;
  });
  return last;
}

/** Presses keys until the control with this name has the focus. */
async function reach(name: string, key: 'Tab' | 'ArrowDown'): Promise<void> {
  for (let i = 0; i < 12 && !(await control(page, name))?.isFocused; i++) await page.keyboard.press(key);
  expect((await control(page, name))?.isFocused).toBe(true);
}

/** Role of the group around a control: ARIA allows sliders in a toolbar, never in a menu. */
async function groupAround(role: string, name: string): Promise<string | undefined> {
  const path = (node: SerializedAXNode): SerializedAXNode[] | undefined =>
    node.name === name && node.role === role ? [node] : node.children?.map(path).find(Boolean)?.concat(node);
  const snapshot = await page.accessibility.snapshot({ interestingOnly: false });
  return path(snapshot!)?.find((each) => each.role === 'menu' || each.role === 'toolbar')?.role;
}

test('heavier lines darken the picture, kept colours are the video’s, and neither is offered where a style lacks it', async () => {
  await openStill(page, server, 3);
  await eventually('the whole network', async () => (await statusOf(extension, page.url())).styled[0]?.network);
  const drawn = await settled();
  await extension.configure({ strength: 0 });
  await eventually('the original', async () => meanDifference(await corner(), drawn) > 8);
  const original = await settled();
  await extension.configure({ strength: 1 });
  await eventually('the style', async () => meanDifference(await corner(), original) > 8);

  await page.keyboard.press('Tab');
  await visible(page, BUTTON);
  await page.keyboard.press('Enter');
  await reach('More', 'Tab');
  await page.keyboard.press('Enter');
  await reach('Line weight', 'ArrowDown');
  expect(await groupAround('slider', 'Line weight')).toBe('toolbar');
  expect(await groupAround('checkbox', 'Keep colours')).toBe('toolbar');
  await page.keyboard.press('End');
  await eventually('the heaviest lines', async () => (await storedSettings(extension)).lineWeight === 1);
  await eventually('a darker picture', async () => brightness(await corner()) < brightness(drawn) - 1);
  await page.keyboard.press('Home');
  await eventually('the thinnest lines', async () => (await storedSettings(extension)).lineWeight === -1);
  await eventually('a lighter picture', async () => {
    const thinnest = brightness(await corner());
    if (thinnest < brightness(drawn) + 1) throw new Error(`${thinnest}, before ${brightness(drawn)}`);
    return true;
  });

  await extension.configure({ lineWeight: 0 });
  await reach('Keep colours', 'ArrowDown');
  await page.keyboard.press('Enter');
  await eventually('kept colours', async () => (await storedSettings(extension)).keepColours);
  const before = chromaDistance(drawn, original);
  // The brightness of the style leaves some colours less room.
  await eventually('the video’s colours', async () => {
    const now = chromaDistance(await corner(), original);
    if (now > 0.7 * before) throw new Error(`${now}, before ${before}`);
    return true;
  });
  // The menu stays open, so that the choice can be tried to and fro.
  expect((await control(page, 'Keep colours'))?.isFocused).toBe(true);

  await extension.configure({ style: 'tahiti' });
  await eventually('no line weight', async () => !(await control(page, 'Line weight'))?.isVisible);
  await extension.configure({ style: 'manga' });
  await eventually('no colours to keep', async () => !(await control(page, 'Keep colours'))?.isVisible);
  expect((await control(page, 'Line weight'))?.isVisible).toBe(true);
});
