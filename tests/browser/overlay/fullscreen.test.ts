/** The overlay in fullscreen, and back on the page. */
import { describe, expect, test } from 'vitest';
import { pixelsOf, takeView } from '../../support/coverage';
import { openLab } from '../../support/labs/overlay-lab';
import { EXACT_COVER, overlayPage, VIDEO } from '../../support/labs/overlay-page';

const bare = overlayPage();
const { html, settle, cover, coverageNow } = bare;

describe('fullscreen', () => {
  const enter = async (act: () => void) => {
    await bare.page.evaluate(`document.addEventListener('click', ${act}, { once: true })`);
    await bare.page.mouse.click(400, 300);
    await bare.page.waitForFunction(() => document.fullscreenElement);
    await new Promise((done) => setTimeout(done, 300));
    await settle();
  };
  const leave = async () => {
    await bare.page.evaluate(() => document.exitFullscreen());
    await bare.page.waitForFunction(() => !document.fullscreenElement);
    await new Promise((done) => setTimeout(done, 300));
    await settle();
  };

  const inShadow = '<div><template shadowrootmode="open"><video id="v" style="width: 50%"></video></template></div>';

  test.each<[string, string, () => void]>([
    ['of a container', `<div id="d">${VIDEO}</div>`, () => document.getElementById('d')!.requestFullscreen()],
    ['of the video itself', VIDEO, () => lab.find('v').requestFullscreen()],
    ['of a video in a shadow root', inShadow, () => lab.find('v').requestFullscreen()],
  ])('%s: the picture is covered there and back again', async (_, layout, act) => {
    await openLab(bare.page, layout);
    const source = await html();
    await cover();
    await enter(act);
    const { picture, ...errors } = await coverageNow();
    expect(picture).toBeGreaterThan(10_000);
    expect(errors).toEqual(EXACT_COVER);
    await leave();
    expect(await coverageNow()).toMatchObject(EXACT_COVER);
    await bare.page.evaluate(() => lab.overlay!.remove());
    expect(await html()).toBe(source);
    expect(await bare.page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0);
  });

  test('what prepares for it is not seen, whatever the page puts behind its dialogs', async () => {
    await openLab(bare.page, `<style>::backdrop { background: red !important }</style>${VIDEO}`);
    await cover();
    await bare.page.mouse.click(400, 300);
    await settle();
    expect(await bare.page.evaluate(() => lab.overlay!.root!.querySelector(':popover-open') !== null)).toBe(true);
    expect(pixelsOf(await takeView(bare.page), [255, 0, 0])).toBe(0);
  });
});

describe('a video that is itself a popover', () => {
  const POPOVER = `<p>text</p><div><video id="v" popover="manual" style="width: 240px; height: 140px; margin: 30px;
    inset: 20px auto auto 40px; padding: 5px; border: 3px solid; border-radius: 20px; rotate: 4deg"></video></div>`;
  const show = (isOpen: boolean) =>
    bare.page.evaluate((force) => void lab.find('v').togglePopover({ force } as unknown as boolean), isOpen);

  test('is covered, also when it opens again', async () => {
    await openLab(bare.page, POPOVER);
    const source = await html();
    await show(true);
    await cover();
    const { picture, ...errors } = await coverageNow();
    expect(picture).toBeGreaterThan(10_000);
    expect(errors).toEqual(EXACT_COVER);
    await show(false);
    await settle();
    await show(true);
    expect(await coverageNow()).toMatchObject(EXACT_COVER);
    await bare.page.evaluate(() => lab.overlay!.remove());
    expect(await html()).toBe(source);
  });

  test('stays as it is while it has native controls, which an overlay would cover', async () => {
    await openLab(bare.page, POPOVER.replace('<video', '<video controls'));
    await show(true);
    await cover();
    expect(await bare.page.evaluate(() => getComputedStyle(lab.find('v')).objectPosition)).toBe('50% 50%');
  });
});
