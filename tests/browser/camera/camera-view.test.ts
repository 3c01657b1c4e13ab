/** Compares the camera view in the popup and on the toolbar button with a call. */
import { describe, expect, test } from 'vitest';
import { eventually } from '../../support/extension';
import { callLab, FAST, SMALL } from '../../support/pages/call-page';
import { openPopup, textOf } from '../../support/pages/popup';

const lab = await callLab();
const { extension, switchCamera, begin, seesCamera, seesStyle } = lab;

/** The badge and the title of the page's tab. */
const button = async () =>
  (await extension.worker()).evaluate(async (url) => {
    const [tab] = await chrome.tabs.query({ url });
    const details = { tabId: tab?.id ?? -1 };
    return `${await chrome.action.getBadgeText(details)} ${await chrome.action.getTitle(details)}`;
  }, lab.page.url());

/** Waits until the toolbar button says this. */
const buttonSays = (badge: string, end: string) =>
  eventually(
    `the button to say ${badge} ${end}`,
    async () => {
      const said = await button();
      if (!said.startsWith(badge) || !said.endsWith(end)) throw new Error(said);
      return true;
    },
    60_000,
  );

describe('popup and toolbar button show the camera view', () => {
  test('of a call from its start to its end: plain, styled, black and no more', async () => {
    const popup = await openPopup(extension, lab.page);
    const popupSays = (text: string) =>
      eventually(
        `the popup to say ${text}`,
        async () => {
          const said = await textOf(popup, 'camera-state');
          if (said !== text) throw new Error(`it says: ${said}`);
          return true;
        },
        60_000,
      );
    await popupSays('No camera here yet');
    expect(await textOf(popup, 'camera-hint')).toContain('or reload the page');
    expect(await button()).not.toMatch(/camera/);
    await begin(SMALL);
    await popupSays('Plain: no video yet');
    expect(await textOf(popup, 'camera-hint')).not.toContain('or reload the page');
    await buttonSays('○', 'My camera – Plain: no video yet');
    await seesStyle();
    await popupSays('Styled');
    await popup.click('#camera summary');
    await popup.waitForFunction(() => {
      const canvas = document.getElementById('camera-preview') as HTMLCanvasElement;
      const [red = 0, green = 0] = canvas.getContext('2d')?.getImageData(16, 16, 1, 1).data ?? [];
      return !canvas.hidden && canvas.width === canvas.height && red > green;
    });
    await buttonSays('●', 'My camera – Styled');
    await extension.configure({ camera: { enabled: true, style: 'scream', strength: 1, keepColours: true } });
    await lab.sees('the camera’s own colours on the style', ([red, green]) => green > red + 20);
    await popupSays('Styled');
    await lab.page.evaluate(() => {
      call.track.enabled = false;
    });
    await popupSays('Black: the call has switched your camera off');
    expect(await popup.$eval('#camera-preview', (canvas) => (canvas as HTMLCanvasElement).hidden)).toBe(true);
    await lab.page.evaluate(() => {
      call.track.enabled = true;
    });
    await popupSays('Styled');
    await lab.page.evaluate(() => call.track.stop());
    await popupSays('No camera here yet');
    await eventually('the button to say nothing of a camera', async () => !(await button()).includes('camera'));
  });

  test('that names a graphics card that is too slow, and shows the plain picture', async () => {
    await begin(FAST);
    await buttonSays('○', 'My camera – Plain: the graphics card is too slow');
    await seesCamera();
    const popup = await openPopup(extension, lab.page);
    await popup.click('#camera summary');
    await popup.waitForFunction(() => {
      const canvas = document.getElementById('camera-preview') as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      let greener = 0;
      for (let at = 0; at < data.length; at += 4) if (data[at + 1]! > data[at]! + 20) greener++;
      return !canvas.hidden && greener > data.length / 8;
    });
  });

  test('that names a style without a file, until another is chosen', async () => {
    await begin(SMALL);
    await seesStyle();
    // A style of the user's own whose file is gone.
    const camera = { enabled: true, style: 'own-00000badf11e', strength: 1 };
    await extension.configure({ camera, ownStyles: [{ id: 'own-00000badf11e', name: 'Missing' }] });
    await buttonSays('○', 'My camera – Plain: the style couldn’t be loaded');
    await extension.configure({ camera: { ...camera, style: 'scream' } });
    await buttonSays('●', 'My camera – Styled');
  });

  test('of a call that changes its camera five times', async () => {
    for (let i = 0; i < 5; i++) {
      await begin(FAST);
      await lab.page.evaluate(() => call.track.stop());
    }
    await begin(SMALL);
    await seesStyle();
    await buttonSays('●', 'My camera – Styled');
  });

  test('no more once the camera is switched off', async () => {
    await begin(FAST);
    await buttonSays('○', '');
    await switchCamera(false);
    await eventually('the button to say nothing of a camera', async () => !(await button()).includes('camera'));
  });
});
