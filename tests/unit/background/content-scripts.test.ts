import { beforeEach, expect, test, vi } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/settings/schema';

/** The browser's side: what is granted, registered and open. */
const world = vi.hoisted(() => ({
  granted: [] as string[],
  registered: [] as { id: string; js: string[]; matches: string[] }[],
  tabs: [] as { id: number; url: string[] }[],
  injected: [] as number[],
}));

vi.mock('../../../src/content/index.iife.ts?script&iife', () => ({ default: '/content.js' }));
vi.mock('webextension-polyfill', () => ({
  default: {
    permissions: { contains: async ({ origins }: { origins: string[] }) => world.granted.includes(origins[0]!) },
    scripting: {
      getRegisteredContentScripts: async () => structuredClone(world.registered),
      unregisterContentScripts: async () => world.registered.splice(0),
      registerContentScripts: async (scripts: typeof world.registered) => {
        // As the browser does: an id can be registered once.
        if (world.registered.length > 0) throw new Error('Duplicate script ID');
        world.registered.push(...scripts);
      },
      executeScript: async ({ target }: { target: { tabId: number } }) => {
        if (target.tabId < 0) throw new Error('Cannot access contents of the page.');
        world.injected.push(target.tabId);
      },
    },
    tabs: {
      query: async ({ url }: { url: string[] }) => world.tabs.filter((tab) => tab.url.some((own) => url.includes(own))),
    },
  },
}));

const { revokedSites, syncContentScripts } = await import('../../../src/background/content-scripts');

const settings = (sites: Settings['sites']): Settings => ({ ...DEFAULT_SETTINGS, sites });
const sync = (...hosts: string[]) =>
  syncContentScripts(async () => settings(Object.fromEntries(hosts.map((host) => [host, { enabled: true }]))));

beforeEach(async () => {
  world.granted = [];
  world.tabs = [];
  world.registered.length = 0;
  world.injected.length = 0;
});

test('a site is covered where it is on and granted', async () => {
  world.granted = ['https://a.example/*', 'https://off.example/*'];
  await sync('a.example', 'not-granted.example');
  expect(world.registered.map(({ matches }) => matches)).toEqual([['https://a.example/*']]);
});

test('without any site nothing stays registered', async () => {
  world.granted = ['https://a.example/*'];
  await sync('a.example');
  await sync();
  expect(world.registered).toEqual([]);
});

test('open tabs of a site just switched on get the script at once, one that refuses it or not', async () => {
  world.granted = ['https://a.example/*'];
  world.tabs = [
    { id: -1, url: ['https://a.example/*'] },
    { id: 1, url: ['https://a.example/*'] },
    { id: 2, url: ['https://b.example/*'] },
  ];
  await sync('a.example');
  expect(world.injected).toEqual([1]);
});

test('the same again changes nothing and injects nothing', async () => {
  world.granted = ['https://a.example/*'];
  world.tabs = [{ id: 1, url: ['https://a.example/*'] }];
  await sync('a.example');
  await sync('a.example');
  expect(world.injected).toEqual([1]);
});

test('a script registered by an older version is replaced', async () => {
  world.granted = ['https://a.example/*'];
  world.registered.push({ id: 'inkreel', js: ['/old.js'], matches: ['https://a.example/*'] });
  await sync('a.example');
  expect(world.registered.map(({ js }) => js)).toEqual([['/content.js']]);
});

test('changes that come together are made one after another', async () => {
  world.granted = ['https://a.example/*', 'https://b.example/*'];
  await Promise.all([sync('a.example'), sync('a.example', 'b.example'), sync('b.example')]);
  expect(world.registered.map(({ matches }) => matches)).toEqual([['https://b.example/*']]);
});

test('a site that is on without any access left counts as revoked', async () => {
  world.granted = ['http://a.example/*'];
  const sites = { 'a.example': { enabled: true }, 'b.example': { enabled: true }, 'c.example': { enabled: false } };
  expect(await revokedSites(settings(sites))).toEqual(['b.example']);
});
