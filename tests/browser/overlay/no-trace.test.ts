/** The page's own tree while an overlay is shown: nothing in it tells of the extension. */
import { describe, expect, test } from 'vitest';
import { coverage, MAGENTA, pixelsOf, stillView, takeView } from '../../support/coverage';
import { openLab } from '../../support/labs/overlay-lab';
import { EXACT_COVER, overlayPage, VIDEO } from '../../support/labs/overlay-page';

const bare = overlayPage();
const { cover, html, settle } = bare;

/** Facts that pages find out about the surroundings of their video, in their own script. */
const facts = () =>
  bare.page.evaluate(() => {
    const video = lab.find('v');
    return {
      source: document.documentElement.outerHTML,
      next: video.nextElementSibling?.tagName,
      siblings: video.parentElement!.childNodes.length,
      selected: ['video + .bar', 'video:last-child', 'video:only-child', 'video:nth-last-child(1)'].map(
        (selector) => document.querySelector(selector) !== null,
      ),
      root: video.parentElement!.shadowRoot,
      slot: video.assignedSlot,
      sheets: document.adoptedStyleSheets.length,
      width: document.documentElement.scrollWidth,
      height: document.documentElement.scrollHeight,
    };
  });

const native = VIDEO.replace('<video', '<video controls');

describe.each<[string, string]>([
  ['alone in a container', `<div>${VIDEO}</div>`],
  ['before a bar', `<div>${VIDEO}<p class="bar">bar</p></div>`],
  ['straight in the body', VIDEO],
  ['with native controls', `<div style="background: white">${native}</div>`],
  [
    'absolute',
    `<div style="position: relative; height: 200px">${VIDEO.replace('width', 'position: absolute; width')}</div>`,
  ],
  ['in edited text', `<div contenteditable><p>text ${VIDEO} text</p></div>`],
])('%s', (_, layout) => {
  test('the video has the same neighbours, and observers see no mutation', async () => {
    await openLab(bare.page, layout);
    const before = await facts();
    const plain = await takeView(bare.page);
    await bare.page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(globalThis, { seen });
      new MutationObserver((records) => {
        for (const { type, target } of records) seen.push(`${type} ${target.nodeName}`);
      }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    });
    await cover();
    await settle();
    expect(await facts()).toEqual(before);
    expect(await bare.page.evaluate(() => Reflect.get(globalThis, 'seen'))).toEqual([]);
    expect(pixelsOf(await takeView(bare.page), MAGENTA)).toBeGreaterThan(1000);
    if (!layout.includes('controls')) expect(coverage(plain, await takeView(bare.page))).toMatchObject(EXACT_COVER);
  });
});

test('text typed into edited content around a video is what the page saves', async () => {
  await openLab(bare.page, `<div id="e" contenteditable><p>text ${VIDEO}</p></div>`);
  const before = await bare.page.$eval('#e', (editor) => editor.innerHTML);
  await cover();
  await bare.page.focus('#e');
  await bare.page.keyboard.down('Control');
  await bare.page.keyboard.press('Home');
  await bare.page.keyboard.up('Control');
  await bare.page.keyboard.type('new ');
  expect(await bare.page.$eval('#e', (editor) => editor.innerHTML)).toBe(before.replace('<p>', '<p>new '));
});

test('edited content that cannot be left alone keeps its video as it is', async () => {
  await openLab(bare.page, `<ul contenteditable><li>${VIDEO}</li></ul>`);
  const source = await html();
  await bare.page.evaluate(() => {
    void lab.cover(lab.find('v'));
  });
  await settle();
  expect(await html()).toBe(source);
  expect(await bare.page.evaluate(() => lab.evictions)).toBe(1);
});

test('a video stays covered when the page inserts others before it and takes them out again', async () => {
  await openLab(bare.page, `<div id="d">${native.replace('id="v"', 'id="w"')}<br>${native}</div>`);
  const covered = async () => pixelsOf(await stillView(bare.page), MAGENTA);
  await cover();
  await settle();
  const before = await covered();
  expect(before).toBeGreaterThan(1000);
  await bare.page.evaluate(() => document.getElementById('d')!.prepend(document.createElement('i')));
  await settle();
  expect(await covered()).toBe(before);
  await bare.page.evaluate(() => {
    lab.find('w').remove();
    document.querySelector('br')!.remove();
  });
  await settle();
  expect(await covered()).toBe(before);
});

test('below a translucent video its own picture is not seen', async () => {
  await openLab(bare.page, `<div style="background: white">${VIDEO.replace('width', 'opacity: 0.5; width')}</div>`);
  await cover();
  await settle();
  // Half of the overlay's magenta on white, without a trace of the video's green.
  expect(pixelsOf(await takeView(bare.page), [255, 128, 255])).toBeGreaterThan(10_000);
});

test('a child that the page appends has its size at once', async () => {
  await openLab(bare.page, `<div id="d">${VIDEO}</div>`);
  await cover();
  const height = await bare.page.evaluate(() => {
    const child = document.createElement('div');
    child.style.height = '31px';
    document.getElementById('d')!.append(child);
    return child.offsetHeight;
  });
  expect(height).toBe(31);
});
