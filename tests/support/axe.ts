/** Faults that axe finds in a page, in themes and colours. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { CDPSession, Page } from 'puppeteer';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Faults that axe finds in a page, in short; `rules` limits it to some. */
export async function violations(page: Page, rules?: string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  return page.evaluate(async (runOnly) => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations: found } = await axe.run(document, runOnly ? { runOnly } : {});
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }, rules);
}

/** Sessions whose emulation lasts as long as they are attached. */
const sessions = new WeakMap<Page, CDPSession>();

/** Sets media features, forced colours among them, which puppeteer's own function lacks. */
export async function emulate(page: Page, scheme: 'light' | 'dark', forced: 'active' | 'none'): Promise<void> {
  const session = sessions.get(page) ?? (await page.createCDPSession());
  sessions.set(page, session);
  const features = [
    { name: 'prefers-color-scheme', value: scheme },
    { name: 'forced-colors', value: forced },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ];
  await session.send('Emulation.setEmulatedMedia', { features });
  const missing = await page.evaluate(
    (wanted) => wanted.filter(({ name, value }) => !matchMedia(`(${name}: ${value})`).matches),
    features,
  );
  if (missing.length > 0) throw new Error(`The page does not have ${JSON.stringify(missing)}.`);
}
