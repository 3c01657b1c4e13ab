import { beforeEach, expect, test, vi } from 'vitest';

const browser = vi.hoisted(() => ({ origins: [] as string[], questions: 0 }));

vi.mock('webextension-polyfill', () => ({
  default: {
    permissions: {
      getAll: async () => {
        browser.questions++;
        return { origins: browser.origins };
      },
      contains: async ({ origins }: { origins: string[] }) => {
        browser.questions++;
        if (origins[0]!.includes('999')) throw new Error('Invalid value for origin pattern');
        return origins[0]!.startsWith('https://');
      },
    },
  },
}));

const { grantedPatterns } = await import('../../../src/settings/granted');

beforeEach(() => {
  browser.origins = [];
  browser.questions = 0;
});

test('two thousand patterns take one question', async () => {
  const wanted = Array.from({ length: 2000 }, (_, i) => `https://s${i}.example/*`);
  browser.origins = wanted.slice(10, 12);
  expect(await grantedPatterns(wanted)).toEqual(wanted.slice(10, 12));
  expect(browser.questions).toBe(1);
});

test('no pattern takes no question', async () => {
  expect(await grantedPatterns([])).toEqual([]);
  expect(browser.questions).toBe(0);
});

test('a wide grant covers hostnames that are not listed, and a pattern that the browser refuses counts as not granted', async () => {
  browser.origins = ['https://*/*'];
  const wanted = ['http://a.example/*', 'https://a.example/*', 'https://1.2.3.999/*'];
  expect(await grantedPatterns(wanted)).toEqual(['https://a.example/*']);
});
