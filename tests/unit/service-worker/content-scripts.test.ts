import { beforeEach, expect, test, vi } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/settings/schema';

interface ScriptInjection {
  target: { tabId: number };
  files: string[];
  world?: string;
}

/** State of the simulated browser. */
const world = vi.hoisted(() => ({
  granted: [] as string[],
  registered: [] as { id: string; js: string[]; matches: string[] }[],
  tabs: [] as { id: number; url: string[]; active?: boolean }[],
  hosts: 0,
  injected: [] as { tab: number; file: string; world: string | undefined }[],
}));

vi.mock('../../../src/content-script/index.iife.ts?script&iife', () => ({ default: '/content.js' }));
vi.mock('../../../src/page-world/index.iife.ts?script&iife', () => ({ default: '/camera.js' }));
vi.mock('../../../src/platform/background', () => ({
  ensureHost: async () => {
    world.hosts++;
  },
}));
vi.mock('webextension-polyfill', () => ({
  default: {
    permissions: { getAll: async () => ({ origins: world.granted }) },
    scripting: {
      getRegisteredContentScripts: async ({ ids }: { ids: string[] }) =>
        structuredClone(world.registered.filter(({ id }) => ids.includes(id))),
      unregisterContentScripts: async ({ ids }: { ids: string[] }) => {
        world.registered = world.registered.filter(({ id }) => !ids.includes(id));
      },
      registerContentScripts: async (scripts: typeof world.registered) => {
        // The browser refuses to register an id twice.
        if (scripts.some(({ id }) => world.registered.some((other) => other.id === id)))
          throw new Error('Duplicate ID');
        world.registered.push(...scripts);
      },
      executeScript: async ({ target, files, world: kind }: ScriptInjection) => {
        if (target.tabId < 0) throw new Error('Cannot access contents of the page.');
        world.injected.push({ tab: target.tabId, file: files[0]!, world: kind });
      },
    },
    tabs: {
      query: async ({ url }: { url: string[] }) => world.tabs.filter((tab) => tab.url.some((own) => url.includes(own))),
    },
  },
}));

const { syncContentScripts } = await import('../../../src/service-worker/content-scripts');

const settings = (sites: Settings['sites']): Settings => ({ ...DEFAULT_SETTINGS, sites });
const sync = (...hostnames: string[]) =>
  syncContentScripts(async () =>
    settings(Object.fromEntries(hostnames.map((hostname) => [hostname, { enabled: true }]))),
  );
const syncWithCamera = (enabled: boolean) =>
  syncContentScripts(async () => ({
    ...settings({ 'a.example': { enabled: true } }),
    camera: { ...DEFAULT_SETTINGS.camera, enabled },
  }));
const registered = (id: string) => world.registered.find((script) => script.id === id);

beforeEach(async () => {
  world.granted = [];
  world.tabs = [];
  world.registered = [];
  world.injected = [];
  world.hosts = 0;
});

test('a site that is switched on and granted is covered', async () => {
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

test('open tabs of a new site get the script at once, even where one refuses it', async () => {
  world.granted = ['https://a.example/*'];
  world.tabs = [
    { id: -1, url: ['https://a.example/*'] },
    { id: 1, url: ['https://a.example/*'] },
    { id: 2, url: ['https://b.example/*'] },
  ];
  await sync('a.example');
  expect(world.injected.map(({ tab }) => tab)).toEqual([1]);
});

test('the host opens with the script where somebody looks at a page of a new site, once', async () => {
  world.granted = ['https://a.example/*', 'https://b.example/*'];
  world.tabs = [
    { id: 1, url: ['https://a.example/*'] },
    { id: 2, url: ['https://b.example/*'], active: true },
  ];
  await sync('a.example');
  expect(world.hosts).toBe(0);
  await sync('a.example', 'b.example');
  await sync('a.example', 'b.example');
  expect(world.hosts).toBe(1);
});

test('the same again changes nothing and injects nothing', async () => {
  world.granted = ['https://a.example/*'];
  world.tabs = [{ id: 1, url: ['https://a.example/*'] }];
  await sync('a.example');
  await sync('a.example');
  expect(world.injected.map(({ tab }) => tab)).toEqual([1]);
});

test('a script registered by an older version is replaced', async () => {
  world.granted = ['https://a.example/*'];
  world.registered.push({ id: 'inkreel', js: ['/old.js'], matches: ['https://a.example/*'] });
  await sync('a.example');
  expect(world.registered.map(({ js }) => js)).toEqual([['/content.js']]);
});

test('simultaneous changes run one after another', async () => {
  world.granted = ['https://a.example/*', 'https://b.example/*'];
  await Promise.all([sync('a.example'), sync('a.example', 'b.example'), sync('b.example')]);
  expect(world.registered.map(({ matches }) => matches)).toEqual([['https://b.example/*']]);
});

test('the camera script runs in the page’s own world, before the page’s scripts', async () => {
  world.granted = ['https://a.example/*'];
  await syncWithCamera(false);
  expect(registered('inkreel-camera')).toBeUndefined();
  await syncWithCamera(true);
  expect(registered('inkreel-camera')).toMatchObject({
    matches: ['https://a.example/*'],
    world: 'MAIN',
    runAt: 'document_start',
  });
  await syncWithCamera(false);
  expect(registered('inkreel-camera')).toBeUndefined();
  expect(registered('inkreel')).toBeDefined();
});

test('open tabs get the camera script when the camera is switched on, without a second content script', async () => {
  world.granted = ['https://a.example/*'];
  world.tabs = [{ id: 1, url: ['https://a.example/*'] }];
  await syncWithCamera(false);
  world.injected = [];
  await syncWithCamera(true);
  expect(world.injected).toEqual([{ tab: 1, file: '/camera.js', world: 'MAIN' }]);
});

test('no script runs on a host only because a proxy loads its videos', async () => {
  world.granted = ['https://a.example/*', 'https://videos.example/*'];
  world.tabs = [{ id: 1, url: ['https://videos.example/*'] }];
  await syncContentScripts(async () => settings({ 'a.example': { enabled: true, media: ['videos.example'] } }));
  expect(registered('inkreel')?.matches).toEqual(['https://a.example/*']);
  expect(world.injected).toEqual([]);
});

test('an extension that was loaded anew is injected into open tabs again', async () => {
  world.granted = ['https://a.example/*'];
  world.tabs = [{ id: 1, url: ['https://a.example/*'] }];
  await sync('a.example');
  world.injected = [];
  await sync('a.example');
  expect(world.injected).toEqual([]);
  await syncContentScripts(async () => settings({ 'a.example': { enabled: true } }), true);
  expect(world.injected).toEqual([{ tab: 1, file: '/content.js', world: undefined }]);
});
