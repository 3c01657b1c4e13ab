/** Videos whose picture stands still, so that what is shown can be compared with PyTorch's picture. */
import type { Page } from 'puppeteer';
import { chooseMenu } from '../actions';
import { type Control, control, overlays } from '../devtools';
import { type Extension, eventually, videosReady } from '../extension';
import { EXACT, golden, screenshotOf, settles } from '../picture';
import type { PageServer } from '../server';

export type StillPicture = 'original' | 'anime' | 'cel90s';

/** What the page `plain.html` is asked for: the still clip, paused, at its own size. Once restyled it costs nothing. */
export const STILL = { clip: 'still-709.webm', paused: '', width: '160', height: '90' } as const;

/** Brings the page to the front, where videos are restyled, and waits until its video shows `picture`. */
export async function shows(page: Page, what: string, picture: StillPicture): Promise<void> {
  await page.bringToFront();
  await settles(what, () => screenshotOf(page, '#v'), golden(picture), EXACT);
}

/** Waits until an overlay is shown. */
export const overlayShown = (page: Page) =>
  eventually('the overlay', async () => (await overlays(page)).some(({ isShown }) => isShown));

/** Opens the still clip, paused, in `page`, shown at `scale` times its size (160x90), and waits for the style "anime". */
export async function openStill(
  page: Page,
  server: PageServer,
  scale = 1,
  query: Record<string, string> = {},
): Promise<void> {
  const [width, height] = [String(160 * scale), String(90 * scale)];
  await page.goto(server.url('plain.html', { clip: 'still-709.webm', paused: '', width, height, ...query }));
  await videosReady(page);
  if (scale === 1) await shows(page, 'the styled picture', 'anime');
  else await overlayShown(page);
}

/** Chooses an entry of the video's context menu. */
export const chooseOnVideo = (extension: Extension, page: Page, entry: string) =>
  chooseMenu(extension, page, entry, 60, 60);

/** Time for a part of the controls to appear before its way is begun again. */
const PATIENCE_MS = 8000;

/** The accessible name of the button in the player. */
export const BUTTON = 'Restyled video';

/** Waits until the control with this name can be seen. */
export const visible = (page: Page, name: string) =>
  eventually(`"${name}" in sight`, async () => {
    const found = await control(page, name);
    return found?.isVisible ? found : undefined;
  });

/** Waits until the control with this name cannot be seen. */
export const gone = (page: Page, name: string) =>
  eventually(`"${name}" out of sight`, async () => !(await control(page, name))?.isVisible);

/** Clicks a control with the mouse, once it can be seen. */
export async function press(page: Page, name: string): Promise<void> {
  const { x, y } = await visible(page, name);
  await page.mouse.move(x, y);
  await visible(page, name);
  await page.mouse.click(x, y);
}

/** Moves the pointer to and fro by a pixel until the button in the player is visible. It hides when the pointer rests. */
export function showButton(page: Page, x: number, y: number): Promise<Control> {
  let step = 0;
  return eventually('the button', async () => {
    await page.mouse.move(x + (step++ % 2), y);
    const found = await control(page, BUTTON);
    return found?.isVisible ? found : undefined;
  });
}

/** Moves the pointer onto the button in the player, which stays visible under the pointer. */
export async function reachButton(page: Page): Promise<void> {
  await eventually('the button under the pointer', async () => {
    const { x, y } = await showButton(page, 60, 100);
    await page.mouse.move(x, y);
    return (await control(page, BUTTON))?.isVisible;
  });
}

/**
 * Opens the bar by keyboard, unless it is open. It stays while it has the focus, whereas a pointer that rests lets it go,
 * however slow the machine is.
 */
export async function openBar(page: Page): Promise<void> {
  if ((await control(page, 'More'))?.isVisible) return;
  let step = 0;
  await eventually('the focus on the button', async () => {
    // Where the picture is in a window of its own, the button has to appear before the focus can reach it.
    await page.mouse.move(60 + (step++ % 2), 100);
    if ((await control(page, BUTTON))?.isFocused) return true;
    await page.keyboard.press('Tab');
    return false;
  });
  // An open row comes back with the focus, and the key would close it.
  await visible(page, BUTTON);
  if (!(await control(page, 'More'))?.isVisible) await page.keyboard.press('Enter');
  await eventually('the bar', async () => (await control(page, 'More'))?.isVisible, PATIENCE_MS);
}

/** The visible entry of the bar's menu with this name. What it opens can bear the same name. */
async function menuEntry(page: Page, name: string): Promise<Control | undefined> {
  const found = await control(page, name, /^(menuitemradio|button|checkbox|slider|Iframe)$/);
  return found?.isVisible ? found : undefined;
}

/** Opens the menu of the bar, and returns its entry with this name. Begins again where the bar has closed meanwhile. */
export const inMenu = (page: Page, entry: string): Promise<Control> =>
  eventually(`"${entry}" in the menu`, async () => {
    const shown = await menuEntry(page, entry);
    if (shown) return shown;
    await openBar(page);
    const more = await control(page, 'More');
    if (!more?.isVisible) return undefined;
    await page.mouse.click(more.x, more.y);
    return eventually(entry, () => menuEntry(page, entry), PATIENCE_MS);
  });

/** Clicks an entry of the bar's menu, which closes it. */
export async function pressInMenu(page: Page, entry: string): Promise<void> {
  const { x, y } = await inMenu(page, entry);
  await page.mouse.click(x, y);
  await eventually('the menu closed', async () => !(await menuEntry(page, entry)));
}
