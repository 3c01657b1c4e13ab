import { expect, test } from 'vitest';
import { askedPattern, domainOf } from '../../../src/settings/domain';

test.each([
  ['www.example.com', 'example.com'],
  ['music.video.example.co.uk', 'example.co.uk'],
  ['me.github.io', 'me.github.io'],
  ['deep.me.github.io', 'me.github.io'],
  ['ungranted.localhost', 'ungranted.localhost'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ['localhost', undefined],
  ['github.io', undefined],
  ['com', undefined],
  ['127.0.0.1', undefined],
  ['[::1]', undefined],
])('the domain of %s is %s', (hostname, domain) => {
  expect(domainOf(hostname)).toBe(domain);
});

test('one question is for all hostnames of a domain, under the scheme of the page; without a domain for the hostname alone', () => {
  expect(askedPattern('https:', 'm.example.com')).toBe('https://*.example.com/*');
  expect(askedPattern('http:', '127.0.0.1')).toBe('http://127.0.0.1/*');
});
