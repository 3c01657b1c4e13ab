import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/settings/schema';
import { isWanted, siteOf } from '../../../src/settings/site';

describe('siteOf', () => {
  it.each([
    ['https://www.example.org/watch?v=1#t', { hostname: 'www.example.org', pattern: 'https://www.example.org/*' }],
    ['http://127.0.0.1:8080/a', { hostname: '127.0.0.1', pattern: 'http://127.0.0.1/*' }],
    ['http://[::1]:9/', { hostname: '[::1]', pattern: 'http://[::1]/*' }],
    ['https://user:secret@a.example/', { hostname: 'a.example', pattern: 'https://a.example/*' }],
  ])('gives the hostname alone, under the page scheme: %s', (url, site) => {
    expect(siteOf(url)).toEqual(site);
  });

  it.each([
    'chrome://extensions/',
    'about:blank',
    'file:///a/b.mp4',
    'chrome-extension://abc/x.html',
    'data:text/html,x',
    '',
  ])('has none for %s', (url) => {
    expect(siteOf(url)).toBeUndefined();
  });
});

describe('isWanted', () => {
  const settings: Settings = {
    ...DEFAULT_SETTINGS,
    sites: {
      'on.example': { enabled: true, frames: ['player.example', 'never.example'] },
      'also-on.example': { enabled: true },
      'off.example': { enabled: false, frames: ['player.example'] },
      'never.example': { enabled: false, never: true },
    },
  };

  it.each(['on.example', '', 'also-on.example', 'player.example'])('takes in a document of "%s"', (hostname) => {
    expect(isWanted(settings, 'on.example', hostname)).toBe(true);
  });

  it.each(['off.example', 'ads.example'])('leaves out a document of %s, whatever was granted', (hostname) => {
    expect(isWanted(settings, 'on.example', hostname)).toBe(false);
  });

  it('leaves out a player on a site that did not include it', () => {
    expect(isWanted(settings, 'also-on.example', 'player.example')).toBe(false);
  });

  it.each(['off.example', 'player.example', ''])('leaves out everything where the site is off', (hostname) => {
    expect(isWanted(settings, 'off.example', hostname)).toBe(false);
  });

  it('leaves out a player of a site that is never to be restyled, included or not', () => {
    expect(isWanted(settings, 'on.example', 'never.example')).toBe(false);
  });
});
