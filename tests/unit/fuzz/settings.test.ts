/** Files of settings, with parts of them replaced, and stored settings of any kind. */
import { expect } from 'vitest';
import { parseSettings } from '../../../src/settings/schema';
import { exportSettings, importSettings } from '../../../src/settings/transfer';
import fc from '../../support/property';
import { hostile, places, replaced } from '../protocol/support/hostile';
import { damage, damaged, fuzz, kept, seldom } from './support/fuzz';

const styleId = fc.oneof(fc.constantFrom('anime', 'comic', 'own-0123456789ab'), fc.stringMatching(/^[a-z0-9-]{1,40}$/));
const host = fc.oneof(
  fc.domain(),
  fc.constantFrom(
    'localhost',
    '127.0.0.1',
    '[::1]',
    'xn--bcher-kva.example',
    '',
    'a b',
    '__proto__',
    'EXAMPLE.com',
    'a.example:8080',
  ),
);
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const site = fc.record(
  {
    enabled: fc.boolean(),
    never: fc.constant(true),
    style: styleId,
    strength: unit,
    frames: fc.array(host, { maxLength: 3 }),
    media: fc.array(host, { maxLength: 3 }),
  },
  { requiredKeys: ['enabled'] },
);
const settings = fc.record(
  {
    style: styleId,
    strength: unit,
    quality: fc.constantFrom('auto', 'XS', 'S', 'M'),
    holdKey: fc.constantFrom('KeyO', 'AltLeft', 'Digit1', 'Nonsense', ''),
    playerButton: fc.boolean(),
    everywhere: fc.boolean(),
    paused: fc.boolean(),
    debug: fc.boolean(),
    sync: fc.boolean(),
    camera: fc.record({ enabled: fc.boolean(), style: styleId, strength: unit }),
    ownStyles: fc.array(fc.record({ id: styleId, name: fc.string({ maxLength: 50 }) }), { maxLength: 2 }),
    styleOrder: fc.array(styleId, { maxLength: 4 }),
    favourites: fc.array(styleId, { maxLength: 4 }),
    sites: fc.dictionary(host, site, { maxKeys: 3 }),
  },
  { requiredKeys: [] },
);

const file = fc
  .record({ settings, at: fc.nat(), value: seldom(hostile), damage, kept })
  .map(({ settings, at, value, damage: spots, kept: share }) => {
    const all = places(settings);
    const spoilt = value === null ? settings : replaced(settings, all[at % all.length]!, value);
    let text: string;
    try {
      text = JSON.stringify({ inkreel: 1, settings: spoilt }, (_, each) =>
        typeof each === 'bigint' ? Number(each) : each,
      );
    } catch {
      text = '';
    }
    const bytes = damaged(new TextEncoder().encode(text), spots, share);
    return { text: new TextDecoder().decode(bytes), stored: spoilt };
  });

fuzz('settings', file, 0.1, ({ text, stored }) => {
  const safe = parseSettings(stored);
  expect(parseSettings(safe)).toEqual(safe);
  const imported = importSettings(text);
  if (typeof imported !== 'object' || 'path' in imported) return false;
  expect(importSettings(exportSettings(imported.settings))).toEqual({ ...imported, leftOut: [], beyond: 0 });
  expect(Object.getPrototypeOf(imported.settings.sites)).toBe(Object.prototype);
  return true;
});
