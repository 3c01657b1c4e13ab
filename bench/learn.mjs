// `npm run bench:learn -- --pictures A,B --stills C,D --out DIR`: learns the style of each picture in the browser as the extension
// does, and writes the style's file, the stills before and after, and the losses. --steps N, --strength -2 to
// 2 and --stroke fine, medium or coarse change how, --weights hue=1,content=2 other losses. --curve '200 2000 200:learningRate=0.004'
// learns each picture by all these schedules (steps, and what else differs), and tells the losses on other crops.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { launchBrowser } from '../scripts/browser.mjs';
import { serve } from './serve.mjs';

const say = (line) => process.stdout.write(`${line}\n`);
const list = (text) => text.split(',').filter(Boolean);
const nameOf = (file) => basename(file, extname(file));
const base64 = (file) => readFile(file, 'base64');

/** Asks now and then: a software adapter takes longer than the longest time of one call. */
async function learn(page, kind, request) {
  await page.evaluate(
    (name, asked) => {
      globalThis.learned = undefined;
      globalThis[name](asked).then(
        (learned) => Object.assign(globalThis, { learned: { learned } }),
        (error) => Object.assign(globalThis, { learned: { fault: String(error?.stack ?? error) } }),
      );
    },
    kind,
    request,
  );
  const answerNow = () => page.evaluate(() => globalThis.learned);
  let answer = await answerNow();
  for (; !answer; answer = await answerNow()) await sleep(100);
  const { learned, fault } = answer;
  if (fault) throw new Error(fault);
  return learned;
}

/** `a=1,b=2` as an object of numbers. */
const numbers = (text) => Object.fromEntries(list(text).map((each) => [each.split('=')[0], +each.split('=')[1]]));

/** Learns one picture by several schedules. */
async function learnCurve(page, file, { curve, weights, out }) {
  const texts = curve.split(' ').filter(Boolean);
  const schedules = texts.map((text) => ({ steps: +text.split(':')[0], ...numbers(text.split(':')[1] ?? '') }));
  const request = { picture: await base64(file), weights: numbers(weights), schedules };
  const learned = await learn(page, 'benchCurve', request);
  await writeFile(join(out, `${nameOf(file)}.json`), JSON.stringify({ schedules: texts, ...learned }));
  const { images, size } = learned.shape;
  say(`${nameOf(file)}: from ${learned.start}, ${images} crops of ${size}`);
  for (const [i, { ms, losses }] of learned.points.entries()) {
    const told = Object.entries(losses).map(([name, value]) => `${name} ${value.toFixed(4)}`);
    say(`  ${texts[i]}: ${ms.toFixed(0)} ms; ${told.join(', ')}`);
  }
}

async function main() {
  const { values } = parseArgs({
    options: {
      pictures: { type: 'string' },
      stills: { type: 'string', default: '' },
      out: { type: 'string' },
      steps: { type: 'string', default: '200' },
      strength: { type: 'string', default: '0' },
      stroke: { type: 'string', default: 'medium' },
      weights: { type: 'string', default: '' },
      curve: { type: 'string', default: '' },
      built: { type: 'string' },
    },
  });
  if (!values.pictures || !values.out) throw new Error('Name --pictures and --out.');
  const dir = values.built ?? (await (await import('./build.mjs')).buildBench());
  await mkdir(values.out, { recursive: true });
  const server = await serve(dir);
  const browser = await launchBrowser({ headless: true, say });
  try {
    const [page] = await browser.pages();
    await page.goto(server.url);
    const photographs = list(values.stills);
    const stills = await Promise.all(photographs.map(base64));
    for (const file of list(values.pictures)) {
      if (values.curve) {
        await learnCurve(page, file, values);
        continue;
      }
      const request = {
        picture: await base64(file),
        stills,
        steps: +values.steps,
        strength: +values.strength,
        stroke: values.stroke,
        weights: numbers(values.weights),
      };
      const learned = await learn(page, 'benchPicture', request);
      const { before, after, file: style, ...figures } = learned;
      const write = (name, data) => writeFile(join(values.out, `${nameOf(file)}${name}`), data);
      await write('.safetensors', Buffer.from(style, 'base64'));
      await write('.json', JSON.stringify(figures));
      for (const [i, photograph] of photographs.entries()) {
        await write(`-${nameOf(photograph)}-before.png`, Buffer.from(before[i], 'base64'));
        await write(`-${nameOf(photograph)}-after.png`, Buffer.from(after[i], 'base64'));
      }
      const [first, last] = [figures.losses[0], figures.losses.at(-1)];
      const { images, size } = figures.shape;
      say(
        `${nameOf(file)}: from ${figures.start}, ${images} crops of ${size}, ready after ${figures.openedMs.toFixed(0)} ms, ` +
          `${values.steps} steps after ${figures.learnedMs.toFixed(0)} ms; style loss ${first.style.toFixed(3)} at step ` +
          `${first.step}, ${last.style.toFixed(3)} at the end; on other crops ` +
          figures.judged.map(({ style }) => style.toFixed(3)).join(' to '),
      );
    }
  } finally {
    await browser.close();
    server.close();
  }
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
