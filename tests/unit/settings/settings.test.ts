import { beforeEach, describe, expect, it, vi } from 'vitest';
import { parseSettings, type Settings } from '../../../src/settings/schema';

type Listener = (changes: Record<string, { newValue?: unknown }>, area: string) => void;

/** storage.local as the extension sees it: asynchronous, structured copies in and out, changes told to listeners. */
const storage = vi.hoisted(() => {
  let items: Record<string, unknown> = {};
  const listeners = new Set<Listener>();
  const fire: Listener = (changes, area) => {
    for (const listener of listeners) listener(changes, area);
  };
  const later = () => new Promise((done) => setTimeout(done, 1));
  return {
    reset: (to: Record<string, unknown> = {}) => {
      items = to;
      listeners.clear();
    },
    local: {
      get: async (key: string) => {
        await later();
        return key in items ? { [key]: structuredClone(items[key]) } : {};
      },
      set: async (change: Record<string, unknown>) => {
        await later();
        Object.assign(items, structuredClone(change));
        for (const [key, newValue] of Object.entries(change))
          fire({ [key]: { newValue: structuredClone(newValue) } }, 'local');
      },
    },
    // What can be undone has tests of its own.
    session: { get: async () => ({}), set: async () => {}, remove: async () => {} },
    onChanged: {
      fire,
      addListener: (listener: Listener) => listeners.add(listener),
      removeListener: (listener: Listener) => listeners.delete(listener),
    },
  };
});

vi.mock('webextension-polyfill', () => ({ default: { storage } }));

/** Node has no Web Locks: one queue, as for one exclusive lock. */
let queue: Promise<unknown> = Promise.resolve();
vi.stubGlobal('navigator', {
  locks: {
    request: (_name: string, task: () => Promise<unknown>) => {
      const run = queue.then(task);
      queue = run.catch(() => undefined);
      return run;
    },
  },
});

const { DEFAULT_SETTINGS, readSettings, updateSettings, watchSettings } = await import('../../../src/settings');

const enable = (hostname: string) => (settings: Settings) => ({
  ...settings,
  sites: { ...settings.sites, [hostname]: { enabled: true } },
});

describe('settings', () => {
  beforeEach(() => storage.reset());

  it('are the defaults before anything was stored', async () => {
    expect(await readSettings()).toEqual(DEFAULT_SETTINGS);
  });

  it('are the defaults when what is stored is no object', async () => {
    storage.reset({ settings: 'broken' });
    expect(await readSettings()).toEqual(DEFAULT_SETTINGS);
  });

  it('keep every sound value beside broken ones', async () => {
    storage.reset({
      settings: {
        style: 'Not An Id',
        strength: 0.25,
        keepColours: 'some',
        lineWeight: -2,
        quality: 'ultra',
        holdKey: 'Ctrl+A',
        playerButton: 'no',
        debug: 1,
        camera: { enabled: true, style: 7, strength: 2, keepColours: 1, lineWeight: 9 },
        unknown: true,
        sites: {
          'a.example': { enabled: true },
          'b.example': null,
          '': { enabled: true },
          'c.example': { enabled: 'yes' },
          'd.example': { enabled: true, style: '<b>', strength: 0.5 },
          'e.example': { enabled: true, style: 'comic', strength: 'full' },
        },
      },
    });
    expect(await readSettings()).toEqual({
      style: 'anime',
      strength: 0.25,
      keepColours: false,
      lineWeight: 0,
      quality: 'auto',
      holdKey: 'Backquote',
      playerButton: true,
      everywhere: false,
      paused: false,
      sync: true,
      debug: false,
      camera: { enabled: true, style: 'anime', strength: 1, keepColours: false, lineWeight: 0 },
      ownStyles: [],
      styleOrder: [],
      favourites: [],
      sites: {
        'a.example': { enabled: true },
        'c.example': { enabled: false },
        'd.example': { enabled: true, strength: 0.5 },
        'e.example': { enabled: true, style: 'comic' },
      },
    });
  });

  it('never store a strength outside 0 to 1', async () => {
    await updateSettings((settings) => ({ ...settings, strength: 7 }));
    expect((await readSettings()).strength).toBe(1);
  });

  it('lose none of many changes made at once', async () => {
    const hostnames = Array.from({ length: 20 }, (_, i) => `site-${i}.example`);
    await Promise.all([
      ...hostnames.map((hostname) => updateSettings(enable(hostname))),
      updateSettings((settings) => ({ ...settings, strength: 0.5 })),
    ]);
    const settings = await readSettings();
    expect(Object.keys(settings.sites).sort()).toEqual([...hostnames].sort());
    expect(settings.strength).toBe(0.5);
  });

  it('stay as they were, and open to the next change, when a change throws', async () => {
    await updateSettings(enable('a.example'));
    const before = await readSettings();
    await expect(
      updateSettings(() => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await readSettings()).toEqual(before);
    await updateSettings((settings) => ({ ...settings, strength: 0 }));
    expect((await readSettings()).strength).toBe(0);
  });

  it('reach watchers after every change until they stop', async () => {
    const seen: number[] = [];
    const stop = watchSettings((settings) => seen.push(settings.strength));
    await updateSettings((settings) => ({ ...settings, strength: 0.1 }));
    await updateSettings((settings) => ({ ...settings, strength: 0.2 }));
    stop();
    await updateSettings((settings) => ({ ...settings, strength: 0.3 }));
    expect(seen).toEqual([0.1, 0.2]);
  });

  it('reach watchers as defaults when storage is cleared', () => {
    let seen: Settings | undefined;
    watchSettings((settings) => {
      seen = settings;
    });
    storage.onChanged.fire({ settings: {} }, 'local');
    expect(seen).toEqual(DEFAULT_SETTINGS);
  });

  it('ignore other keys and other storage areas', () => {
    const fn = vi.fn();
    watchSettings(fn);
    storage.onChanged.fire({ other: { newValue: 1 } }, 'local');
    storage.onChanged.fire({ settings: { newValue: DEFAULT_SETTINGS } }, 'sync');
    expect(fn).not.toHaveBeenCalled();
  });
});

describe('hostnames', () => {
  it.each(['1.2.3.999', 'a b', 'a.example/x', 'Example.com', 'a..b:80', '', 'x'.repeat(300)])(
    'a rule of %j, which is no hostname, is dropped and the others stay',
    (hostname) => {
      const { sites } = parseSettings({ sites: { [hostname]: { enabled: true }, 'a.example': { enabled: true } } });
      expect(Object.keys(sites)).toEqual(['a.example']);
    },
  );

  it.each(['a.example', 'a_b.example', '127.0.0.1', '[::1]', 'localhost', 'xn--bcher-kva.example'])(
    '%s is kept',
    (hostname) => {
      expect(Object.keys(parseSettings({ sites: { [hostname]: { enabled: true } } }).sites)).toEqual([hostname]);
    },
  );

  it('of 40,000 sites the 2,000 named last are kept', () => {
    const sites = Object.fromEntries(Array.from({ length: 40_000 }, (_, i) => [`s${i}.example`, { enabled: true }]));
    const kept = Object.keys(parseSettings({ sites }).sites);
    expect(kept).toHaveLength(2000);
    expect(kept.at(-1)).toBe('s39999.example');
  });
});
