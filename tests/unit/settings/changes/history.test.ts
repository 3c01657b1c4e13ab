import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** The browser's storage, local and of the session. */
const stored = vi.hoisted(() => new Map<string, unknown>());

vi.mock('webextension-polyfill', () => {
  const area = {
    get: async (key: string) => structuredClone(stored.has(key) ? { [key]: stored.get(key) } : {}),
    set: async (change: object) => {
      for (const [key, value] of Object.entries(change)) stored.set(key, structuredClone(value));
    },
    remove: async (key: string) => void stored.delete(key),
  };
  return { default: { storage: { local: area, session: area } } };
});

// Node has no Web Locks. No test here changes two things at once.
vi.stubGlobal('navigator', { locks: { request: (_name: string, task: () => Promise<unknown>) => task() } });

const { readSettings, undoLast, updateSettings } = await import('../../../../src/settings');
const { undoable } = await import('../../../../src/settings/changes/history');
const { setMode } = await import('../../../../src/settings/rules');

describe('the last change', () => {
  beforeEach(() => {
    stored.clear();
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(1_000_000);
  });
  afterEach(() => vi.useRealTimers());

  it('is undone, once, and those before it stay', async () => {
    await updateSettings((now) => setMode(now, 'a.example', 'on'));
    vi.setSystemTime(1_010_000);
    await updateSettings((now) => setMode(now, 'b.example', 'on'));
    await undoLast();
    expect(Object.keys((await readSettings()).sites)).toEqual(['a.example']);
    await undoLast();
    expect(Object.keys((await readSettings()).sites)).toEqual(['a.example']);
  });

  it('is a whole drag of a slider', async () => {
    await updateSettings((now) => ({ ...now, strength: 0.9 }));
    vi.setSystemTime(1_010_000);
    for (const strength of [0.8, 0.7, 0.6]) {
      vi.setSystemTime(Date.now() + 300);
      await updateSettings((now) => ({ ...now, strength }));
    }
    await undoLast();
    expect((await readSettings()).strength).toBe(0.9);
  });

  it('is kept with its name: what it was about, or what its page calls it', async () => {
    const name = async () => (await undoable())?.what;
    await updateSettings((now) => ({ ...now, quality: 'M' }));
    expect(await name()).toBe('quality');
    await updateSettings((now) => ({ ...now, style: 'comic' }));
    expect(await name()).toBe('several');
    vi.setSystemTime(1_010_000);
    await updateSettings((now) => ({ ...now, style: 'manga' }), 'import');
    expect(await name()).toBe('import');
  });

  it('is kept with the site whose rule it changed, if it was about one', async () => {
    const site = async () => (await undoable())?.site;
    await updateSettings((now) => setMode(now, 'a.example', 'on'));
    expect(await site()).toBe('a.example');
    await updateSettings((now) => setMode(now, 'b.example', 'on'));
    expect(await site()).toBeUndefined();
    vi.setSystemTime(1_010_000);
    await updateSettings((now) => ({ ...now, style: 'comic' }));
    expect(await site()).toBeUndefined();
  });

  it('is none where its opposite followed at once, and none where only an added style changed', async () => {
    await updateSettings((now) => ({ ...now, quality: 'M' }));
    await updateSettings((now) => ({ ...now, quality: 'auto' }));
    expect(await undoable()).toBeUndefined();
    const own = { id: 'own-0123456789ab', name: 'Fjord', licence: '', pace: 'fair' } as const;
    await updateSettings((now) => ({ ...now, ownStyles: [own] }));
    expect(await undoable()).toBeUndefined();
  });

  it('leaves added styles alone: their files do not come back by it', async () => {
    const own = { id: 'own-0123456789ab', name: 'Fjord', licence: '', pace: 'fair' } as const;
    await updateSettings((now) => ({ ...now, ownStyles: [own], style: own.id }));
    await undoLast();
    expect((await readSettings()).ownStyles).toEqual([own]);
  });
});
