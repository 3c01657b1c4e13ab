/**
 * Takes a picture of a page for a new style, from the context menu. The click gives access to this tab alone, by activeTab; no
 * other site is asked for anything.
 */
import browser from 'webextension-polyfill';
import { showMaking } from '../../own-styles/learning/making-page';
import { writeRecord } from '../../own-styles/learning/task-store';
import { log } from '../../util/log';
import { message } from '../../words/message';

/** Longest file that is passed on, in characters of base64. */
const MOST_CHARACTERS = 32e6;

/** Where a picture is seen in its window, in device pixels, and the size of the window. */
interface SeenPlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Parts of a picture in its page. */
type Found = { readonly data: string } | { readonly seen: SeenPlace } | undefined;

/**
 * Runs in the page: reads the picture's file if the page itself may, else tells where the picture is seen. It may use nothing
 * from outside.
 */
async function findPicture(address: string, most: number): Promise<Found> {
  try {
    const response = await fetch(address, { credentials: 'omit', cache: 'force-cache' });
    const blob = await response.blob();
    if (response.ok && blob.size < most) {
      const reader = new FileReader();
      const data = await new Promise<string>((done, fail) => {
        reader.onload = () => done(String(reader.result));
        reader.onerror = () => fail(reader.error);
        reader.readAsDataURL(blob);
      });
      return { data };
    }
  } catch {
    // The picture is another site's: it can be seen, not read.
  }
  const shown = [...document.images]
    .filter((image) => image.currentSrc === address || image.src === address)
    .map((image) => image.getBoundingClientRect())
    .map((box) => {
      const [left, top] = [Math.max(0, box.left), Math.max(0, box.top)];
      const [right, bottom] = [Math.min(innerWidth, box.right), Math.min(innerHeight, box.bottom)];
      return { left, top, width: right - left, height: bottom - top };
    })
    .filter(({ width, height }) => width > 0 && height > 0)
    .sort((a, b) => b.width * b.height - a.width * a.height);
  const [largest] = shown;
  if (!largest || window !== window.top) return undefined;
  const scale = devicePixelRatio;
  const { left, top, width, height } = largest;
  return { seen: { left: left * scale, top: top * scale, width: width * scale, height: height * scale } };
}

/** Cuts a picture out of the tab's screen. Undefined where the user has gone on to another tab, which must not be captured. */
async function cutOut(
  tabId: number,
  windowId: number | undefined,
  { left, top, width, height }: SeenPlace,
): Promise<Blob | undefined> {
  if (!(await browser.tabs.get(tabId)).active) return undefined;
  const screen = await browser.tabs.captureVisibleTab(windowId, { format: 'png' });
  const bitmap = await createImageBitmap(await blobOf(screen), left, top, Math.floor(width), Math.floor(height));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d')!.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob();
}

/** Decodes a data: address. The policy of the extension's own pages lets them fetch none. */
function blobOf(address: string): Blob {
  const [head = '', base64 = ''] = address.split(',', 2);
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  return new Blob([bytes], { type: /^data:([^;]*)/.exec(head)?.[1] ?? '' });
}

/** Suggests a name by the file in an address, as people read it. */
export function pictureName(address: string): string {
  const { protocol, pathname } = new URL(address);
  const [file = ''] = pathname.split('/').slice(-1);
  if (!/^https?:$/.test(protocol) || file === '') return message('make_unnamed');
  try {
    return decodeURIComponent(file);
  } catch {
    // The server's encoding is another than UTF-8.
    return file;
  }
}

/** Takes the picture at `address` in a frame of a tab, and shows the settings page, which goes on with it. */
export async function useAsStyle(
  address: string | undefined,
  tab: { id?: number | undefined; windowId?: number | undefined; incognito?: boolean } | undefined,
  frameId: number,
): Promise<void> {
  // A picture of a private window must not outlive it, and styles are stored for good.
  if (!address || tab?.id === undefined || tab.incognito) return;
  const file = await pictureOf(address, tab.id, tab.windowId, frameId).catch((error) => {
    log('menus', 'The picture cannot be read', error);
    return undefined;
  });
  await writeRecord('offered', file ? { file, name: pictureName(address) } : 'unreadable');
  await showMaking();
}

async function pictureOf(
  address: string,
  tabId: number,
  windowId: number | undefined,
  frameId: number,
): Promise<Blob | undefined> {
  if (/^data:.*;base64,/.test(address)) return address.length < MOST_CHARACTERS ? blobOf(address) : undefined;
  const [result] = await browser.scripting.executeScript({
    target: { tabId, frameIds: [frameId] },
    func: findPicture,
    args: [address, MOST_CHARACTERS * 0.7],
  });
  const found = result?.result as Found;
  if (!found) return undefined;
  return 'data' in found ? blobOf(found.data) : cutOut(tabId, windowId, found.seen);
}
