import { describe, expect, it } from 'vitest';
import { siteOf } from '../../../src/settings/site';

describe('siteOf', () => {
  it.each([
    ['https://www.example.org/watch?v=1#t', { host: 'www.example.org', pattern: 'https://www.example.org/*' }],
    ['http://127.0.0.1:8080/a', { host: '127.0.0.1', pattern: 'http://127.0.0.1/*' }],
    ['http://[::1]:9/', { host: '[::1]', pattern: 'http://[::1]/*' }],
    ['https://user:secret@a.example/', { host: 'a.example', pattern: 'https://a.example/*' }],
  ])('gives the host alone, under the page scheme: %s', (url, site) => {
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
