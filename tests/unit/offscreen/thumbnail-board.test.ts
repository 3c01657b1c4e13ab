import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Runtime } from 'webextension-polyfill';
import type { Frame } from '../../../src/engine';
import type { ThumbnailDrawer } from '../../../src/offscreen/drawing/thumbnail-drawer';
import { ThumbnailBoard } from '../../../src/offscreen/thumbnail-board';
import type { ThumbnailLook } from '../../../src/protocol/thumbnails';

const SESSION = 's'.repeat(20);

class Popup {
  readonly shown: string[] = [];
  #receive: (message: unknown) => void = () => {};
  #closed: () => void = () => {};
  isDisconnected = false;

  readonly port = {
    onMessage: { addListener: (listener: (message: unknown) => void) => (this.#receive = listener) },
    onDisconnect: { addListener: (listener: () => void) => (this.#closed = listener) },
    postMessage: ({ style, picture }: { style: string; picture: string }) => this.shown.push(`${style} ${picture}`),
    disconnect: () => {
      this.isDisconnected = true;
    },
  } as unknown as Runtime.Port;

  ask(...styles: string[]): void {
    this.askLooks(...styles.map((style) => ({ style })));
  }

  askLooks(...looks: ThumbnailLook[]): void {
    this.#receive({ type: 'ask-thumbnails', session: SESSION, looks });
  }

  send(message: unknown): void {
    this.#receive(message);
  }

  close(): void {
    this.#closed();
  }
}

let frame: Frame | undefined;
let isBusy: boolean;
let drawn: string[];
let broken: string | undefined;
let moment: number;
let board: ThumbnailBoard;

const drawer = {
  take: async () => ({ close() {}, moment: ++moment }),
  draw: async (_: unknown, { style, lineWeight }: ThumbnailLook) => {
    if (style === broken) throw new Error('broken');
    drawn.push(lineWeight ? `${style} ${lineWeight}` : style);
    return new Blob([`${moment}`]);
  },
} as unknown as ThumbnailDrawer;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal(
    'FileReader',
    class {
      onload = () => {};
      result = '';
      async readAsDataURL(blob: Blob) {
        this.result = `data:image/webp;base64,${btoa(await blob.text())}`;
        this.onload();
      }
    },
  );
  frame = {} as Frame;
  isBusy = false;
  drawn = [];
  broken = undefined;
  moment = 0;
  board = new ThumbnailBoard(
    drawer,
    () => frame,
    () => isBusy,
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const open = () => {
  const popup = new Popup();
  board.connect(popup.port);
  return popup;
};
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const FIRST = btoa('1');

test('draws the styles one after another, with pauses', async () => {
  const popup = open();
  popup.ask('anime', 'manga', 'comic');
  await pass(10);
  expect(drawn).toEqual(['anime']);
  await pass(1000);
  expect(popup.shown).toEqual([`anime ${FIRST}`, `manga ${FIRST}`, `comic ${FIRST}`]);
});

test('draws nothing while the GPU is busy, and goes on when it has time', async () => {
  const popup = open();
  isBusy = true;
  popup.ask('anime', 'manga');
  await pass(60_000);
  expect(drawn).toEqual([]);
  isBusy = false;
  await pass(510);
  expect(drawn).toContain('anime');
});

test('stops where the popup closes or the video ends', async () => {
  const popup = open();
  popup.ask('anime', 'manga', 'comic');
  await pass(10);
  popup.close();
  await pass(60_000);
  expect(drawn).toEqual(['anime']);
  open().ask('anime', 'manga', 'comic');
  frame = undefined;
  await pass(60_000);
  expect(drawn).toEqual(['anime']);
});

test('shows a second popup what is drawn, and takes a new picture once it is old', async () => {
  open().ask('anime', 'manga');
  await pass(1000);
  const second = open();
  second.ask('anime', 'manga');
  await pass(1000);
  expect(second.shown).toEqual([`anime ${FIRST}`, `manga ${FIRST}`]);
  expect(drawn).toHaveLength(2);
  await pass(40_000);
  const third = open();
  third.ask('anime', 'manga');
  await pass(1000);
  expect(third.shown.slice(2)).toEqual([`anime ${btoa('2')}`, `manga ${btoa('2')}`]);
  board.forget(SESSION);
  const fourth = open();
  fourth.ask('anime');
  await pass(1000);
  expect(fourth.shown).toEqual([`anime ${btoa('3')}`]);
});

test('draws anew once lines or colours change, and drops what the popup asked before', async () => {
  const popup = open();
  popup.ask('anime', 'manga', 'comic');
  await pass(10);
  popup.askLooks({ style: 'anime', lineWeight: 0.5 }, { style: 'manga' });
  await pass(1000);
  expect(drawn).toEqual(['anime', 'anime 0.5', 'manga']);
  expect(popup.shown).toEqual([`anime ${FIRST}`, `anime ${btoa('2')}`, `manga ${btoa('2')}`]);
  popup.askLooks({ style: 'anime', lineWeight: 0.5 });
  await pass(1000);
  expect(drawn).toHaveLength(3);
});

test('leaves out a style that cannot be drawn, and hangs up on nonsense', async () => {
  broken = 'manga';
  const popup = open();
  popup.ask('anime', 'manga', 'comic');
  await pass(1000);
  expect(drawn).toEqual(['anime', 'comic']);
  popup.send({ type: 'ask-thumbnails', session: SESSION, looks: [{ style: '../x' }] });
  expect(popup.isDisconnected).toBe(true);
});
