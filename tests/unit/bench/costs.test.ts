import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { CARDS, cardTable, costTable, H100, predictedMs } from '../../../bench/ours/costs';
import { NETWORKS } from '../../../bench/ours/networks';
import { timesAsLong } from '../../../src/engine/compiler/cost-model';
import { EXPECTED_MS } from '../../../src/offscreen/quality/expected-speed';

const read = (file: string) => readFileSync(new URL(`../../../bench/${file}`, import.meta.url), 'utf8');

interface Row {
  network: string;
  width: number;
  height: number;
  precision: string;
  engine: string;
  ms: number;
}

describe('the cost model', () => {
  const { rows } = JSON.parse(read('results-h100.json')) as { rows: Row[] };
  const measured = rows.filter(({ engine, precision }) => engine === 'inkreel' && precision === 'f32');

  it('predicts what was measured on an H100 within 15 %, and half of it within 5 %', () => {
    const errors = measured.map(({ network, width, height, ms }) =>
      Math.abs(Math.log(predictedMs(network, width, height, H100, 'f32') / ms)),
    );
    expect(errors.length).toBe(20);
    errors.sort((a, b) => a - b);
    expect(errors.at(-1)).toBeLessThan(Math.log(1.16));
    expect(errors[10]).toBeLessThan(Math.log(1.06));
  });

  it('never predicts less time for more lines, a larger network or f32', () => {
    for (const gpu of Object.values(CARDS)) {
      const [xs, s, m] = ['XS', 'S', 'M'].map((size) => predictedMs(`${size}-context`, 1280, 720, gpu, 'f16'));
      expect(s).toBeGreaterThan(xs!);
      expect(m).toBeGreaterThan(s!);
      expect(predictedMs('S-context', 1920, 1080, gpu, 'f16')).toBeGreaterThan(s!);
      expect(predictedMs('S-context', 1280, 720, gpu, 'f32')).toBeGreaterThan(s!);
    }
  });

  it('predicts the growth from a thumbnail to 720p: less than that of the pixels', () => {
    const target = { precision: 'f32', software: false, workgroupBytes: 16384 } as const;
    const size = { height: 720, width: 1280 };
    const growth = timesAsLong(NETWORKS['S-context']!(), size, { height: 160, width: 240 }, target);
    expect(growth).toBeGreaterThan(8);
    expect(growth).toBeLessThan(24);
  });
});

test('the page of the cost model shows its predictions', () => {
  const page = read('cost-model.md');
  expect(page).toContain(cardTable());
  expect(page).toContain(costTable());
});

test.each([
  ['intel gen-9', 'Intel UHD 620'],
  ['intel gen-12lp', 'Intel Iris Xe'],
  ['apple metal-3', 'Apple M1'],
  ['qualcomm adreno-7xx', 'Qualcomm Adreno 740'],
])('the first rung on %s follows from the prediction for %s', (family, card) => {
  const predicted = predictedMs('S-context', 1280, 720, CARDS[card]!, 'f16');
  expect(EXPECTED_MS[family]! / predicted).toBeGreaterThan(0.95);
  expect(EXPECTED_MS[family]! / predicted).toBeLessThan(1.05);
});
