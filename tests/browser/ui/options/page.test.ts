import { beforeEach, describe, expect, test } from 'vitest';
import { openBrowser } from '../../../support/browser';
import { accessibilityTree, contrasts } from '../../../support/devtools';
import { eventually, storedSettings } from '../../../support/extension';
import { optionsLab } from '../../../support/pages/options-page';
import { shows } from '../../../support/pages/still-video';
import { EXACT, golden, screenshotOf, settles } from '../../../support/picture';

const HOST = '127.0.0.1';
const UNGRANTED = 'ungranted.localhost';

const { extension, server } = await openBrowser();
const lab = optionsLab(extension, server);

describe('while a video plays', () => {
  test('another size draws another picture', async () => {
    await lab.openOptions({ [HOST]: { enabled: true } });
    await shows(lab.page, 'the picture of size XS', 'anime');
    await lab.options.bringToFront();
    await lab.options.click('#quality label:has([value=S])');
    await eventually('the size', async () => (await storedSettings(extension)).quality === 'S');
    await lab.page.bringToFront();
    await settles('the picture of size S', () => screenshotOf(lab.page, '#v'), golden('anime', 'S'), EXACT);
  });

  test('the next key pressed shows the original from then on', async () => {
    await lab.openOptions({ [HOST]: { enabled: true } });
    expect(await lab.textOf('#hold-key')).toBe('`Backquote');
    await lab.options.click('#hold-key');
    await lab.options.keyboard.press('ControlLeft');
    expect(await lab.textOf('#hold-problem')).toMatch(/another/);
    await lab.options.keyboard.press('KeyQ');
    await eventually('the key', async () => (await storedSettings(extension)).holdKey === 'KeyQ');
    expect(await lab.textOf('#hold-key')).toBe('Q');
    await shows(lab.page, 'the styled picture', 'anime');
    await lab.page.keyboard.down('KeyQ');
    await shows(lab.page, 'the original', 'original');
    await lab.page.keyboard.up('KeyQ');
    await shows(lab.page, 'the styled picture again', 'anime');
  });

  test('the key stays as it is on Escape, and there can be none', async () => {
    await lab.openOptions();
    await lab.options.focus('#hold-key');
    await lab.options.keyboard.press('Enter');
    expect(await lab.textOf('#hold-key')).toMatch(/^Press a key/);
    await lab.options.keyboard.press('Escape');
    expect(await lab.textOf('#hold-key')).toContain('`');
    await lab.options.click('#hold-none');
    await eventually('no key', async () => (await storedSettings(extension)).holdKey === '');
    await eventually('no key in its place', async () => (await lab.textOf('#hold-key')) === 'None');
  });

  test('the button on the video is switched off and on', async () => {
    await lab.openOptions();
    await lab.options.click('#player-button');
    await eventually('no button', async () => (await storedSettings(extension)).playerButton === false);
    await eventually('the switch off', () => lab.options.$eval('#player-button', (it) => it.ariaChecked === 'false'));
    await lab.options.click('#player-button');
    await eventually('the button', async () => (await storedSettings(extension)).playerButton === true);
  });
});

test('the debug log is off, and switched on and off', async () => {
  await lab.openOptions();
  const isShownOn = () => lab.options.$eval('#debug', (it) => it.ariaChecked === 'true');
  expect(await isShownOn()).toBe(false);
  await lab.options.click('#debug');
  await eventually('the log on', async () => (await storedSettings(extension)).debug === true && (await isShownOn()));
  await lab.options.click('#debug');
  await eventually(
    'the log off',
    async () => (await storedSettings(extension)).debug === false && !(await isShownOn()),
  );
});

test('shortcuts are listed, and changed on the browser’s own page', async () => {
  await lab.openOptions();
  const caps = await lab.options.$$eval('#shortcuts dd', (all) =>
    all.map((keys) => [...keys.children].map((cap) => cap.textContent)),
  );
  expect(caps).toContainEqual(['Alt', 'Shift', 'V']);
  expect(caps).toContainEqual(['Alt', 'Shift', ',Comma']);
  await lab.options.click('#change-shortcuts');
  const target = await extension.browser.waitForTarget((target) => target.url() === 'chrome://extensions/shortcuts');
  await (await target.page())?.close();
});

describe('the options page', () => {
  beforeEach(async () => {
    await lab.openOptions({
      [HOST]: { enabled: true, style: 'cel90s', frames: ['a.example'] },
      [UNGRANTED]: { enabled: true },
    });
    await lab.options.$$eval('details', (all) => {
      for (const details of all) details.open = true;
    });
  });

  test('tells a screen reader what each control is, is called and stands at', async () => {
    const tree = await accessibilityTree(lab.options);
    expect(tree).toContain(`"role":"radiogroup","name":"${HOST}"`);
    expect(tree).toContain('"role":"radio","name":"On","checked":true');
    expect(tree).toContain(`"role":"button","name":"Remove ${HOST}"`);
    expect(tree).toContain('"role":"switch","name":"A look of its own","checked":true');
    expect(tree).toContain('"role":"combobox","name":"Style","value":"Cel 90s"');
    expect(tree).toContain('"role":"slider","name":"Strength","value":100');
    expect(tree).toContain('"role":"radiogroup","name":"Quality"');
    expect(tree).toMatch(/"role":"switch","name":"Button on the video","description":"[^"]+","checked":true/);
    expect(tree).toContain('"role":"textbox","name":"Site to add"');
  });

  test('is worked by the keyboard alone: every control gets the focus and shows it', async () => {
    const controls = await lab.options.$$eval(
      'button, select, summary, input:not([type=radio], [type=file])',
      (all) => all.filter((each) => each.checkVisibility() && !(each as HTMLButtonElement).disabled).length,
    );
    const groups = (await lab.options.$$('[role=radiogroup]')).length;
    const seen = new Set<string>();
    await lab.options.evaluate(() => (document.activeElement as HTMLElement).blur());
    for (let i = 0; i < controls + groups; i++) {
      await lab.options.keyboard.press('Tab');
      const at = await lab.options.evaluate(() => {
        const focused = document.activeElement!;
        const ring = focused.closest('.segments label') ?? focused;
        const all = [...document.querySelectorAll('*')];
        return { index: all.indexOf(focused), outline: getComputedStyle(ring).outlineStyle };
      });
      expect(at.outline).not.toBe('none');
      seen.add(String(at.index));
    }
    expect(seen.size).toBe(controls + groups);
  });

  test.each(['light', 'dark'])('is readable in %s: every text has a contrast of 4.5 or more', async (scheme) => {
    await lab.options.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await lab.options.$$eval('.problem', (all) => {
      for (const problem of all) problem.textContent = 'text';
    });
    const found = await contrasts(
      lab.options,
      'h1, h2, h3, h4, p, dt, dd, label, output, span, summary, select, button:not(:disabled)',
    );
    expect(found.length).toBeGreaterThan(50);
    expect(found.filter(({ contrast }) => contrast < 4.5)).toEqual([]);
  });

  test.each([1000, 320])('mirrors for right-to-left languages without running over, %i px wide', async (width) => {
    await lab.options.setViewport({ width, height: 700 });
    const overflow = () =>
      lab.options.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await overflow()).toBe(0);
    await lab.options.evaluate(() => {
      document.documentElement.dir = 'rtl';
    });
    expect(await overflow()).toBe(0);
    const left = (selector: string) => lab.options.$eval(selector, (element) => element.getBoundingClientRect().left);
    expect(await left('.site .remove')).toBeLessThan(await left('.site .modes'));
    expect(await left('#player-button')).toBeLessThan(await left('#button-label'));
  });

  test('moves nothing for those who asked for less motion', async () => {
    await lab.options.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    const durations = await lab.options.evaluate(() => [
      getComputedStyle(document.getElementById('player-button')!, '::after').transitionProperty,
      getComputedStyle(document.querySelector('summary')!, '::before').transitionProperty,
    ]);
    expect(durations).toEqual(['none', 'none']);
  });
});
