import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/settings/schema';
import {
  fromItems,
  newest,
  parseStamps,
  type SharedSettings,
  type Stamps,
  sharedOf,
  stamped,
  toItems,
  withShared,
} from '../../../src/settings/shared';

interface Computer {
  settings: Settings;
  stamps: Stamps;
}

const fresh = (): Computer => ({ settings: structuredClone(DEFAULT_SETTINGS), stamps: { common: 0, sites: {} } });
const change = ({ settings, stamps }: Computer, at: number, make: (now: Settings) => Settings): Computer => {
  const next = make(settings);
  return { settings: next, stamps: stamped(settings, next, stamps, at) };
};
const rule = (hostname: string, value: Settings['sites'][string]) => (now: Settings) => ({
  ...now,
  sites: { ...now.sites, [hostname]: value },
});
/** State of both computers after each has met the account. */
function meet(a: Computer, b: Computer): [Computer, Computer] {
  const account = fromItems(toItems(newest(sharedOf(a.settings, a.stamps), sharedOf(b.settings, b.stamps))))!;
  const adopt = ({ settings, stamps }: Computer) => withShared(settings, newest(sharedOf(settings, stamps), account));
  return [adopt(a), adopt(b)];
}

describe('two computers', () => {
  test('have the newest look, and each the rules of both', () => {
    const a = change(
      change(fresh(), 10, (now) => ({ ...now, style: 'manga' })),
      30,
      rule('a.example', { enabled: false, never: true }),
    );
    const b = change(
      change(fresh(), 20, (now) => ({ ...now, style: 'comic' })),
      5,
      rule('b.example', { enabled: true, style: 'pencil' }),
    );
    const [first, second] = meet(a, b);
    for (const { settings } of [first, second]) {
      expect(settings.style).toBe('comic');
      expect(settings.sites['a.example']).toEqual({ enabled: false, never: true });
      expect(settings.sites['b.example']).toMatchObject({ style: 'pencil' });
    }
    // Access belongs to one computer, and so does being on.
    expect(first.settings.sites['b.example']?.enabled).toBe(false);
    expect(second.settings.sites['b.example']?.enabled).toBe(true);
  });

  test('never put the name of a site into the account that was added and removed while they kept all to themselves', () => {
    const alone = change(fresh(), 1, (now) => ({ ...now, sync: false }));
    const added = change(alone, 10, rule('secret.example', { enabled: false, never: true }));
    const removed = change(added, 20, (now) => ({ ...now, sites: {} }));
    const open = change(removed, 30, (now) => ({ ...now, sync: true }));
    expect(JSON.stringify(toItems(sharedOf(open.settings, open.stamps)))).not.toContain('secret.example');
    // A site that the account held is told as removed.
    const shared = change(open, 40, rule('a.example', { enabled: false, never: true }));
    const gone = change(shared, 50, (now) => ({ ...now, sites: {} }));
    expect(sharedOf(gone.settings, gone.stamps).sites['a.example']).toEqual({ at: 50, value: null });
    // Leaving the account forgets what was removed.
    const left = change(gone, 60, (now) => ({ ...now, sync: false }));
    expect(left.stamps.sites).toEqual({});
  });

  test('agree after they have met: a second meeting changes nothing', () => {
    const a = change(fresh(), 10, rule('a.example', { enabled: true, style: 'manga', strength: 0.5 }));
    const once = meet(
      a,
      change(fresh(), 12, (now) => ({ ...now, strength: 0.3 })),
    );
    expect(meet(...once)).toEqual(once);
  });

  test('a removed rule is removed on the other too, unless it was changed there later', () => {
    const before = change(fresh(), 10, rule('a.example', { enabled: false, style: 'manga' }));
    const [a, b] = meet(before, fresh());
    const without = ({ sites: { 'a.example': _, ...sites }, ...now }: Settings): Settings => ({ ...now, sites });
    const removed = change(a, 20, without);
    expect(meet(removed, b)[1].settings.sites).toEqual({});
    const later = change(b, 30, rule('a.example', { enabled: false, style: 'comic' }));
    expect(meet(removed, later)[0].settings.sites['a.example']?.style).toBe('comic');
  });

  test('keep to themselves what is private to each', () => {
    const own = { id: 'own-0123456789ab', name: 'Fjord', licence: '', pace: 'fair' } as const;
    const a = change(fresh(), 10, (now) => ({
      ...now,
      paused: true,
      everywhere: true,
      debug: true,
      ownStyles: [own],
      camera: { enabled: true, style: 'comic', strength: 0.2, keepColours: true, lineWeight: -1 },
    }));
    const [, other] = meet(a, fresh());
    expect(other.settings).toEqual({
      ...DEFAULT_SETTINGS,
      camera: { enabled: false, style: 'comic', strength: 0.2, keepColours: true, lineWeight: -1 },
    });
  });

  test('a site that is only switched on has nothing to share', () => {
    const a = change(fresh(), 10, rule('a.example', { enabled: true }));
    expect(sharedOf(a.settings, a.stamps).sites).toEqual({});
  });
});

describe('the account’s items', () => {
  const many = (count: number): SharedSettings => ({
    common: { at: 1, value: { style: 'manga' } },
    sites: Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`host-${i}.example`, { at: i, value: { never: true } as const }]),
    ),
  });

  test('keep to the browser’s limits, and the newest rules are those that fit', () => {
    const items = toItems(many(3000));
    const sizes = Object.entries(items).map(([key, value]) => key.length + JSON.stringify(value).length);
    expect(Math.max(...sizes)).toBeLessThan(8192);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(102_400);
    const kept = Object.keys(fromItems(items)!.sites);
    expect(kept.length).toBeGreaterThan(900);
    expect(kept).toContain('host-2999.example');
    expect(kept).not.toContain('host-0.example');
  });

  test('are read back as they were written', () => {
    expect(fromItems(toItems(many(300)))).toEqual(many(300));
  });

  test('are read without what is broken in them', () => {
    expect(fromItems({})).toBeUndefined();
    expect(fromItems({ common: 7 })).toBeUndefined();
    const sites = [['a.example', 5, { never: true }], ['*', 5, null], ['b.example', -1, null], 'c', null];
    expect(fromItems({ common: { at: 1, value: {} }, 'sites-0': sites, 'sites-1': 'x' })?.sites).toEqual({
      'a.example': { at: 5, value: { never: true } },
    });
    const hostile = fromItems({
      common: { at: 9, value: { style: '../x', sites: { 'x.example': { enabled: true } }, paused: true } },
    })!;
    const { settings } = withShared(DEFAULT_SETTINGS, hostile);
    expect(settings).toEqual(DEFAULT_SETTINGS);
  });

  test('stamps that are broken count as none', () => {
    expect(parseStamps({ common: 'x', sites: { 'a.example': 5 } })).toEqual({ common: 0, sites: { 'a.example': 5 } });
    expect(parseStamps(7)).toEqual({ common: 0, sites: {} });
  });
});
