import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** The browser's storage, local and of the session. */
const stored = vi.hoisted(() => new Map<string, unknown>());
const granted = vi.hoisted((): string[] => []);

vi.mock('webextension-polyfill', () => {
  const area = {
    get: async (key: string) => structuredClone(stored.has(key) ? { [key]: stored.get(key) } : {}),
    set: async (change: object) => {
      for (const [key, value] of Object.entries(change)) stored.set(key, structuredClone(value));
    },
    remove: async (key: string) => void stored.delete(key),
  };
  const permissions = { getAll: async () => ({ origins: [...granted] }) };
  return { default: { storage: { local: area, session: area }, permissions } };
});

// Node has no Web Locks. No test here changes two things at once.
vi.stubGlobal('navigator', { locks: { request: (_name: string, task: () => Promise<unknown>) => task() } });

const { adoptSettings, fulfilWish, readSettings, undoLast, updateSettings, wishFor, withdrawWish } = await import(
  '../../../../src/settings'
);
const { undoable } = await import('../../../../src/settings/changes/history');
const { setMode } = await import('../../../../src/settings/rules');

describe('the last change', () => {
  beforeEach(() => {
    stored.clear();
    granted.length = 0;
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(1_000_000);
  });
  afterEach(() => vi.useRealTimers());

  it('is undone, then those before it, back to the first', async () => {
    const states = [await readSettings()];
    const styles = ['comic', 'manga', 'pencil', 'tahiti', 'scream', 'cel90s'];
    for (const style of styles) {
      vi.setSystemTime(Date.now() + 2000);
      await updateSettings((now) => ({ ...now, style }));
      states.push(await readSettings());
      await updateSettings((now) => setMode(now, `${style}.example`, 'on'));
      states.push(await readSettings());
    }
    for (const state of states.toReversed()) {
      expect(await readSettings()).toEqual(state);
      await undoLast();
    }
    expect(await readSettings()).toEqual(states[0]);
  });

  it('is kept with the nineteen before it, for half an hour', async () => {
    const stay = (await readSettings()).strength;
    for (let i = 1; i <= 25; i++) {
      vi.setSystemTime(Date.now() + 2000);
      await updateSettings((now) => ({ ...now, strength: i / 100 }));
    }
    for (let i = 0; i < 25; i++) await undoLast();
    expect((await readSettings()).strength).toBe(0.05);
    await updateSettings((now) => ({ ...now, strength: stay }));
    vi.setSystemTime(Date.now() + 30 * 60_000);
    expect(await undoable()).toBeUndefined();
  });

  it('takes back nothing that another computer has changed since', async () => {
    await updateSettings((now) => ({ ...now, style: 'comic' }));
    await adoptSettings(({ settings, stamps }) => ({ settings: { ...settings, quality: 'M' }, stamps }));
    await undoLast();
    expect(await readSettings()).toMatchObject({ style: 'anime', quality: 'M' });
  });

  it('brings a removed site back with all of its rule', async () => {
    const rule = { enabled: true, style: 'comic', frames: ['player.example'] };
    await updateSettings((now) => ({ ...now, sites: { 'a.example': rule } }));
    vi.setSystemTime(1_010_000);
    await updateSettings((now) => ({ ...now, sites: {} }));
    await undoLast();
    expect((await readSettings()).sites).toEqual({ 'a.example': rule });
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
    await updateSettings((now) => ({ ...now, style: 'comic', strength: 0.5 }));
    expect(await name()).toBe('several');
    await updateSettings((now) => ({ ...now, style: 'manga' }), 'import');
    expect(await name()).toBe('import');
  });

  it('is kept with the site whose rule it changed, if it was about one', async () => {
    const site = async () => (await undoable())?.site;
    await updateSettings((now) => setMode(now, 'a.example', 'on'));
    expect(await site()).toBe('a.example');
    await updateSettings((now) => setMode(setMode(now, 'b.example', 'on'), 'c.example', 'on'));
    expect(await site()).toBeUndefined();
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

  it('is a wish for access once that is given', async () => {
    const wish = () => wishFor((now) => setMode(now, 'a.example', 'on'), 'a.example');
    await wish();
    await fulfilWish();
    expect((await readSettings()).sites).toEqual({ 'a.example': { enabled: true } });
    expect(await undoable()).toBeUndefined();
    // Refused, and wished for again.
    await wish();
    granted.push('https://a.example/*');
    await fulfilWish();
    await fulfilWish();
    expect(await undoable()).toMatchObject({ what: 'site-on', site: 'a.example' });
    await undoLast();
    expect((await readSettings()).sites).toEqual({});
    expect(await undoable()).toBeUndefined();
  });

  it('is a wish at once where access is given already', async () => {
    granted.push('https://a.example/*');
    await wishFor((now) => setMode(now, 'a.example', 'on'), 'a.example');
    expect(await undoable()).toMatchObject({ what: 'site-on' });
  });

  it('is no wish that was refused and withdrawn', async () => {
    await wishFor((now) => setMode(now, 'a.example', 'on'), 'a.example');
    await withdrawWish((now) => setMode(now, 'a.example', 'ask'));
    granted.push('https://a.example/*');
    await fulfilWish();
    expect((await readSettings()).sites).toEqual({});
    expect(await undoable()).toBeUndefined();
  });

  it('leaves added styles alone: their files do not come back by it', async () => {
    const own = { id: 'own-0123456789ab', name: 'Fjord', licence: '', pace: 'fair' } as const;
    await updateSettings((now) => ({ ...now, ownStyles: [own], style: own.id }));
    await undoLast();
    expect((await readSettings()).ownStyles).toEqual([own]);
  });
});
