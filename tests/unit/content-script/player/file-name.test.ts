import { describe, expect, it } from 'vitest';
import { fileName } from '../../../../src/content-script/player/file-name';

describe('the name of a saved picture', () => {
  it.each([
    ['The lake', 83.9, 'The lake 0-01-23.png'],
    ['a/b\\c:d*e?"<f>|g', 0, 'a b c d e f g 0-00-00.png'],
    ['../../etc/passwd', 3661, 'etc passwd 1-01-01.png'],
    ['invoice \u202Egnp.exe', 0, 'invoice gnp.exe 0-00-00.png'],
    ['', 5, 'video 0-00-05.png'],
    ['live', Number.POSITIVE_INFINITY, 'live 0-00-00.png'],
    ['😀'.repeat(200), 0, `${'😀'.repeat(80)} 0-00-00.png`],
  ])('of %j at %d s is safe to use', (title, time, name) => {
    expect(fileName(title, time)).toBe(name);
  });
});
