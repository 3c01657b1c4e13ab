import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Settings } from '../../../src/settings/schema';
import { i18n } from '../../support/english';

type MenuEntry = { id: string; title: string; contexts: string[]; documentUrlPatterns: string[]; visible: boolean };

/** State of the simulated browser. */
const world = vi.hoisted(() => ({
  entries: [] as { id: string; title: string; contexts: string[]; documentUrlPatterns: string[]; visible: boolean }[],
  /** Address of the page in front. The browser reveals it only where access was granted. */
  front: undefined as string | undefined,
  /** Whether it is in a private window. */
  isPrivate: false,
  stored: {} as Record<string, unknown>,
  granted: true,
  popups: 0,
  injections: [] as { frameId: number; result: number }[],
  told: [] as { tabId: number; message: unknown; frameId: number | undefined }[],
}));

vi.mock('webextension-polyfill', () => ({
  default: {
    contextMenus: {
      create: (entry: MenuEntry) => world.entries.push(entry),
      removeAll: async () => {
        world.entries = [];
      },
      update: async (id: string, change: object) => {
        const entry = world.entries.find((each) => each.id === id);
        if (!entry) throw new Error('Cannot find menu item');
        Object.assign(entry, change);
      },
    },
    permissions: { contains: async () => world.granted },
    scripting: { executeScript: async () => world.injections },
    storage: {
      session: { get: async () => ({}), set: async () => {} },
      local: {
        get: async () => structuredClone(world.stored),
        set: async (change: object) => Object.assign(world.stored, change),
      },
    },
    tabs: {
      query: async () => [{ incognito: world.isPrivate, ...(world.front !== undefined && { url: world.front }) }],
      sendMessage: async (tabId: number, message: unknown, { frameId }: { frameId?: number }) => {
        world.told.push({ tabId, message, frameId });
      },
    },
  },
}));
vi.stubGlobal('chrome', {
  i18n,
  extension: { inIncognitoContext: false },
  action: { openPopup: async () => world.popups++ },
});
vi.stubGlobal('navigator', { locks: { request: (_: string, work: () => unknown) => work() } });

const { act } = await import('../../../src/service-worker/actions');
const { actionOf, fitMenus, forgetPointed, noteCanvasPointed, syncMenus } = await import(
  '../../../src/service-worker/menus'
);
const { readSettings } = await import('../../../src/settings');

const HOST = 'a.example';
const tab = { id: 7, url: `https://${HOST}/watch` } as Parameters<typeof act>[1];
const store = (change: Partial<Settings>) => {
  world.stored = { settings: change };
};
/** Clicks the entry of this title in the menu of a video in the document `frameId`. */
async function click(title: string, frameId: number): Promise<void> {
  await syncMenus(readSettings);
  const entry = world.entries.find((each) => each.title === title && each.contexts.includes('video'))!;
  await act(actionOf(entry.id), tab, frameId);
}

beforeEach(() => {
  Object.assign(world, {
    entries: [],
    front: undefined,
    isPrivate: false,
    granted: true,
    popups: 0,
    injections: [],
    told: [],
  });
  store({ style: 'anime', strength: 1, sites: { [HOST]: { enabled: true } } });
});

describe('the context menu', () => {
  test('is offered on videos of every page, and everywhere on switched-on sites', async () => {
    await syncMenus(readSettings);
    const patternsOf = (context: string) =>
      new Set(world.entries.filter((e) => e.contexts.includes(context)).flatMap((e) => e.documentUrlPatterns));
    expect(patternsOf('video')).toEqual(new Set(['http://*/*', 'https://*/*']));
    expect(patternsOf('page')).toEqual(new Set([`http://${HOST}/*`, `https://${HOST}/*`]));
    store({ sites: {} });
    await syncMenus(readSettings);
    expect(patternsOf('page')).toEqual(new Set());
  });

  test('has its entries in every menu of switched-on sites while the pointer is on a canvas, which has no context', async () => {
    const ofCanvas = () => world.entries.filter((e) => e.contexts.includes('all'));
    const areShown = () => ofCanvas().map(({ visible }) => visible);
    await syncMenus(readSettings);
    expect(ofCanvas().map(({ title }) => title)).toContain('Restyle this canvas');
    expect(ofCanvas().flatMap((e) => e.documentUrlPatterns)).not.toContain('https://*/*');
    expect(areShown()).not.toContain(true);
    await noteCanvasPointed(7, 4, true);
    expect(areShown()).not.toContain(false);
    await syncMenus(readSettings);
    expect(areShown()).not.toContain(false);
    // The document that the pointer enters may report before the one that it leaves.
    await noteCanvasPointed(7, 0, true);
    await noteCanvasPointed(7, 4, false);
    expect(areShown()).not.toContain(false);
    await noteCanvasPointed(7, 0, false);
    expect(areShown()).not.toContain(true);
  });

  test('loses the entries of canvases when the tab whose canvas the pointer is on is closed or loads another page', async () => {
    const areShown = () => world.entries.some((e) => e.contexts.includes('all') && e.visible);
    await syncMenus(readSettings);
    await noteCanvasPointed(7, 4, true);
    await noteCanvasPointed(71, 0, true);
    await forgetPointed(7);
    expect(areShown()).toBe(true);
    await forgetPointed(71);
    expect(areShown()).toBe(false);
  });

  test('is hidden on videos while a site that is off is in front, and shown on the next page', async () => {
    const isShown = () => world.entries.filter((e) => e.contexts.includes('video')).every(({ visible }) => visible);
    store({ sites: { [HOST]: { enabled: true }, 'never.example': { enabled: false, never: true } } });
    await syncMenus(readSettings);
    expect(isShown()).toBe(true);
    world.front = 'https://never.example/watch';
    await fitMenus(readSettings);
    expect(isShown()).toBe(false);
    world.front = undefined;
    await fitMenus(readSettings);
    expect(isShown()).toBe(true);
  });

  test('is hidden from the moment the site in front is set to off', async () => {
    world.front = `https://${HOST}/watch`;
    store({ sites: { [HOST]: { enabled: false, never: true } } });
    await syncMenus(readSettings);
    expect(world.entries.filter((e) => e.contexts.includes('video')).some(({ visible }) => visible)).toBe(false);
  });

  test('makes no style of a picture in a private window', async () => {
    const isShown = () => world.entries.find((e) => e.contexts.includes('image'))?.visible;
    await syncMenus(readSettings);
    expect(isShown()).toBe(true);
    world.isPrivate = true;
    await fitMenus(readSettings);
    expect(isShown()).toBe(false);
    await syncMenus(readSettings);
    expect(isShown()).toBe(false);
  });

  test('switches the site off and on', async () => {
    await click('Turn Inkreel on or off for this site', 0);
    expect((await readSettings()).sites).toEqual({});
    await click('Turn Inkreel on or off for this site', 0);
    expect((await readSettings()).sites).toEqual({ [HOST]: { enabled: true } });
  });

  test('opens the popup where access is missing', async () => {
    world.granted = false;
    store({ sites: {} });
    await click('Turn Inkreel on or off for this site', 0);
    expect(world.popups).toBe(1);
    expect((await readSettings()).sites).toEqual({});
  });

  test('switches to the next style', async () => {
    await click('Next style', 0);
    expect((await readSettings()).style).toBe('cel90s');
  });

  test('saves the picture in the document where it was opened', async () => {
    await click('Save picture', 4);
    const message = { type: 'act-on-video', action: 'save-picture', which: 'menu' };
    expect(world.told).toEqual([{ tabId: 7, message, frameId: 4 }]);
  });
});

describe('a shortcut for a video', () => {
  test('goes to the document with the largest one', async () => {
    world.injections = [
      { frameId: 0, result: 100 },
      { frameId: 3, result: 5000 },
      { frameId: 9, result: 0 },
    ];
    await act('save-picture', tab);
    const message = { type: 'act-on-video', action: 'save-picture', which: 'largest' };
    expect(world.told).toEqual([{ tabId: 7, message, frameId: 3 }]);
  });

  test('does nothing where none is restyled', async () => {
    world.injections = [{ frameId: 0, result: 0 }];
    await act('save-picture', tab);
    expect(world.told).toEqual([]);
  });
});
