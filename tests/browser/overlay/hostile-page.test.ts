/** The overlay on a page that works against it. */
import { describe, expect, test } from 'vitest';
import { coverage, takeView } from '../../support/coverage';
import { openLab } from '../../support/labs/overlay-lab';
import { EXACT_COVER, overlayPage, VIDEO } from '../../support/labs/overlay-page';

const bare = overlayPage();
const { html, settle, cover } = bare;

/** A parent that can hold no shadow root: the overlay stands beside the video, where the page can get at it. */
const figure = (video: string) => `<figure style="margin: 0">${video}</figure>`;

describe('against a page that works against it', () => {
  test('styles written while the overlay is there survive its removal, ours do not', async () => {
    await openLab(bare.page, figure(`<video id="v" controls style="width: 240px; height: 140px;"></video>`));
    await cover();
    await bare.page.evaluate(() => {
      lab.find('v').style.opacity = '0.9';
      lab.find('v').style.objectFit = 'cover';
    });
    await settle();
    await bare.page.evaluate(() => lab.overlay!.remove());
    expect(await bare.page.evaluate(() => lab.find('v').getAttribute('style'))).toBe(
      'width: 240px; height: 140px; object-fit: cover; opacity: 0.9;',
    );
  });

  test('a style attribute written by hand comes back letter by letter', async () => {
    const odd = 'WIDTH:240px ;; height : 140px;  /* odd */ ';
    await openLab(bare.page, figure(`<video id="v" style="${odd}"></video>`));
    await cover();
    await bare.page.evaluate(() => lab.overlay!.remove());
    expect(await bare.page.evaluate(() => lab.find('v').getAttribute('style'))).toBe(odd);
  });

  test('removed by the page, it says so once and leaves the tab alive', async () => {
    await openLab(bare.page, figure(VIDEO));
    await bare.page.evaluate(() => {
      new MutationObserver((records) => {
        for (const { addedNodes } of records) for (const node of addedNodes) (node as Element).remove();
      }).observe(document, { childList: true, subtree: true });
    });
    await bare.page.evaluate(() => {
      void lab.cover(lab.find('v'));
    });
    await settle();
    expect(await bare.page.evaluate(() => lab.evictions)).toBe(1);
  });

  test('a page that puts its video last whenever it is not is not fought in a loop', async () => {
    await openLab(bare.page, `<figure id="d">${VIDEO}</figure>`);
    await bare.page.evaluate(() => {
      const [parent, video] = [document.getElementById('d')!, lab.find('v')];
      new MutationObserver(() => {
        if (parent.lastElementChild !== video) parent.moveBefore(video, null);
      }).observe(parent, { childList: true });
    });
    await bare.page.evaluate(() => {
      void lab.cover(lab.find('v'));
    });
    await settle();
    expect(await bare.page.evaluate(() => lab.evictions)).toBe(1);
  });

  test('a page that resets the style of its video whenever it changes is not fought in a loop', async () => {
    await openLab(bare.page, figure(VIDEO));
    await bare.page.evaluate(() => {
      const video = lab.find('v');
      const style = video.getAttribute('style')!;
      new MutationObserver(() => {
        if (video.getAttribute('style') !== style) video.setAttribute('style', style);
      }).observe(video, { attributes: true });
    });
    await bare.page.evaluate(() => {
      void lab.cover(lab.find('v'));
    });
    await settle();
    expect(await bare.page.evaluate(() => lab.evictions)).toBe(1);
  });

  test('a parent that is a form with fields named as its methods is handled as any other', async () => {
    const names = [
      'style',
      'parentNode',
      'insertBefore',
      'moveBefore',
      'getAttribute',
      'children',
      'contains',
      'remove',
    ];
    const fields = names.map((name) => `<input hidden name="${name}">`).join('');
    await openLab(bare.page, `<form style="overflow: hidden; width: 200px">${fields}${VIDEO}</form>`);
    const [before, source] = [await takeView(bare.page), await html()];
    await cover();
    expect(coverage(before, await takeView(bare.page))).toMatchObject(EXACT_COVER);
    await bare.page.evaluate(() => lab.overlay!.remove());
    expect(await html()).toBe(source);
  });
});
