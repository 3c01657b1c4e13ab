import { beforeEach, expect, test, vi } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/settings/schema';

const world = vi.hoisted(() => ({
  granted: [] as string[],
  tabs: [] as { id: number; url: string }[],
  told: [] as [tab: number, message: unknown][],
}));

vi.mock('webextension-polyfill', () => ({
  default: {
    permissions: { getAll: async () => ({ origins: world.granted }) },
    tabs: {
      query: async ({ url }: { url: string[] }) => world.tabs.filter((tab) => url.includes(tab.url)),
      sendMessage: async (tab: number, message: unknown) => {
        if (tab < 0) throw new Error('Could not establish connection.');
        world.told.push([tab, message]);
      },
    },
  },
}));

const { announceAccess, revokedHostnames, withoutAccess } = await import('../../../src/service-worker/access');

const settings = (sites: Settings['sites']): Settings => ({ ...DEFAULT_SETTINGS, sites });

beforeEach(() => {
  world.granted = [];
  world.tabs = [];
  world.told = [];
});

test('a switched-on site without access counts as revoked', async () => {
  world.granted = ['http://a.example/*'];
  const sites = { 'a.example': { enabled: true }, 'b.example': { enabled: true }, 'c.example': { enabled: false } };
  expect(await revokedHostnames(settings(sites))).toEqual(['b.example']);
});

test('so does a host whose videos a proxy loads', async () => {
  world.granted = ['https://a.example/*', 'https://near.example/*'];
  const sites = { 'a.example': { enabled: true, media: ['near.example', 'far.example'] } };
  expect(await revokedHostnames(settings(sites))).toEqual(['far.example']);
});

test('revoked hostnames are switched off and no longer listed; the others stay', () => {
  const own = { style: 'comic', frames: ['b.example'] };
  const sites = {
    'a.example': { enabled: true, ...own, media: ['b.example', 'c.example'] },
    'b.example': { enabled: true },
    'd.example': { enabled: true },
  };
  expect(withoutAccess(settings(sites), ['b.example']).sites).toEqual({
    'a.example': { enabled: true, ...own, media: ['c.example'] },
    'd.example': { enabled: true },
  });
});

test('a revoked site without other settings is forgotten, one with a look of its own is not', () => {
  const sites = {
    'a.example': { enabled: true },
    'b.example': { enabled: true, frames: [], media: ['a.example'] },
    'c.example': { enabled: true, style: 'comic' },
  };
  expect(withoutAccess(settings(sites), ['a.example', 'b.example', 'c.example']).sites).toEqual({
    'c.example': { enabled: false, style: 'comic' },
  });
});

test('restyled pages, and no others, are told of granted access, even where one does not answer', async () => {
  world.granted = ['https://a.example/*', 'https://videos.example/*'];
  world.tabs = [
    { id: -1, url: 'https://a.example/*' },
    { id: 1, url: 'https://a.example/*' },
    { id: 2, url: 'https://videos.example/*' },
  ];
  await announceAccess(settings({ 'a.example': { enabled: true, media: ['videos.example'] } }));
  expect(world.told).toEqual([[1, { type: 'access-granted' }]]);
});

test('with nothing switched on nobody is told', async () => {
  await announceAccess(settings({ 'a.example': { enabled: false, media: ['videos.example'] } }));
  expect(world.told).toEqual([]);
});
