import { expect, test } from 'vitest';
import { CAMERA_VIEWS } from '../../../src/protocol/camera';
import { FAULTS } from '../../../src/protocol/faults';
import { CATALOGUE } from '../../../src/settings/catalogue';
import { cameraWords } from '../../../src/words/camera-words';
import { faultWords } from '../../../src/words/fault-words';
import { message, plural } from '../../../src/words/message';
import { frameRate, percent, roughTime, shortTime } from '../../../src/words/numbers';
import { styleDescription, styleName } from '../../../src/words/style-names';

test('a style is called by its name; one that is not shipped any more goes by its id', () => {
  expect(styleName('composition')).toBe('Composition VII');
  expect(styleName('gone-long-ago')).toBe('gone-long-ago');
});

test.each(CATALOGUE.map(({ id }) => id))('%s has a name and a description', (id) => {
  expect(styleName(id)).not.toBe(id);
  expect(styleDescription(id)).toMatch(/\.$/);
});

test.each(FAULTS)('the fault %s is put into words', (fault) => {
  const { title, text, brief } = faultWords(fault);
  expect([title, text, brief]).toEqual([
    expect.stringMatching(/\w$/),
    expect.stringMatching(/\.$/),
    expect.stringMatching(/\w/),
  ]);
});

test('what others see of a camera is put into words, and why', () => {
  expect(cameraWords('styled')).toBe('Styled');
  expect(cameraWords('waiting')).toBe('Plain: no video yet');
  expect(cameraWords('too-slow')).toBe('Plain: the graphics card is too slow');
  expect(cameraWords('bad-style')).toBe('Plain: the style couldn’t be loaded');
  expect(new Set(CAMERA_VIEWS.map(cameraWords)).size).toBe(CAMERA_VIEWS.length);
});

test('texts hold their values, and counts choose their form', () => {
  expect(message('include', 'a.example')).toBe('Include a.example');
  expect([1, 2, 1500].map((count) => plural('videos', count))).toEqual(['1 video', '2 videos', '1,500 videos']);
});

test('numbers are written as in the language', () => {
  expect([percent(0.8), frameRate(23.6)]).toEqual(['80%', '24 fps']);
  expect([12.4, 999.4, 999.6, 4321].map(shortTime)).toEqual(['12 ms', '999 ms', '1 sec', '4.3 sec']);
  expect([1, 14, 38.2, 89, 91, 200].map(roughTime)).toEqual(['5 sec', '15 sec', '40 sec', '90 sec', '2 min', '3 min']);
});
