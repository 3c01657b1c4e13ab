import { expect, test } from 'vitest';
import { currentHostname, currentSite } from '../../../src/content-script/site';

test.each([
  ['a top page', 'video.example', [], 'https://video.example', 'video.example'],
  ['a frame of another site', 'player.test', ['https://video.example:8080'], 'https://player.test', 'video.example'],
  ['a frame in a frame', 'a.test', ['https://b.test', 'https://top.example'], 'https://a.test', 'top.example'],
  ['a document made by a script', '', ['https://video.example'], 'https://video.example', 'video.example'],
  ['a frame of a sandboxed page', 'player.test', ['null'], 'null', ''],
  ['a blob at the top', '', [], 'https://video.example', 'video.example'],
])('the site of %s is the top hostname, as far as it is known', (_, hostname, ancestorOrigins, origin, site) => {
  expect(currentSite({ hostname, ancestorOrigins }, origin)).toBe(site);
});

test.each([
  ['a page', 'video.example', 'https://video.example', 'video.example'],
  ['a blob document', '', 'https://video.example', 'video.example'],
  ['a data document', '', 'null', ''],
])('the hostname of %s is its own, or its origin’s', (_, hostname, origin, expected) => {
  expect(currentHostname({ hostname }, origin)).toBe(expected);
});
