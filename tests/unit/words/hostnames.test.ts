import { expect, test } from 'vitest';
import { shownHostname } from '../../../src/words/hostnames';
import fc from '../../support/property';

const encoded = (hostname: string) => new URL(`http://${hostname}/`).hostname;

test.each([
  'bücher.example',
  'www.café-münchen.example',
  'żółw.example',
  'новини.example',
  'киев.рф',
  'рус.рф',
  '動画サイト.example',
  '中文.example',
  '영화.example',
  'films.例え.example',
])('%s is shown as people read it', (hostname) => {
  expect(encoded(hostname)).toContain('xn--');
  expect(shownHostname(encoded(hostname))).toBe(hostname);
});

test.each([
  ['letters of two scripts', 'pаypal.example'],
  ['Cyrillic that looks Latin', 'сосо.example'],
  ['Cyrillic that looks Latin, with marks', 'ёхо.example'],
  ['a dotless i', 'paypaı.example'],
  ['a letter like k', 'faceboo\u0138.example'],
  ['Latin beside Han', 'exampleノa.example'],
  ['a middle dot', 'a·b.example'],
  ['Greek', 'ελ.example'],
  ['Hebrew, which turns the order of labels', 'אב.example'],
  ['marks that stack', 'u\u0323\u0331x.example'],
  ['a picture', '☃.example'],
])('a name with %s stays encoded', (_, hostname) => {
  const ascii = encoded(hostname);
  expect(ascii).toContain('xn--');
  expect(shownHostname(ascii)).toBe(ascii);
});

test('one label that could deceive does not hide the others', () => {
  expect(shownHostname(encoded('новини.сосо.example'))).toBe(`новини.${encoded('сосо.example')}`);
});

test.each(['www.example.com', '127.0.0.1', '[::1]', 'localhost', 'xn--.example', 'xn--a.example', 'xn---.example'])(
  '%s is shown as it is',
  (hostname) => {
    expect(shownHostname(hostname)).toBe(hostname);
  },
);

test('a broken label is shown as it is', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), (text) => {
      const hostname = `xn--${text}.example`;
      if (URL.parse(`http://${hostname}/`)?.hostname !== hostname) expect(shownHostname(hostname)).toBe(hostname);
    }),
  );
});
