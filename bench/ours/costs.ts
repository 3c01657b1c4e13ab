import { type GpuFigures, planMilliseconds, USUAL_CARD } from '../../src/engine/compiler/cost-model';
import { planNetwork } from '../../src/engine/compiler/fusion';
import type { Precision } from '../../src/engine/device';
import { NETWORKS } from './networks';

/** Cards that people have, from their makers' pages and the TechPowerUp database. A lane makes one f32 product a clock. */
export const CARDS: Readonly<Record<string, GpuFigures & { readonly source: string }>> = {
  'Intel UHD 620': {
    source: 'i5-8250U: 24 units of 8 lanes at 1.10 GHz, LPDDR3-2133',
    teraflops: { f32: 0.422, f16: 0.845 },
    terabytes: 0.0341,
    lanes: 192,
    launchUs: 10,
  },
  'Intel Iris Xe': { source: 'i7-1165G7: 96 units of 8 lanes at 1.30 GHz, LPDDR4x-4267', ...USUAL_CARD },
  'Apple M1': {
    source: '8 cores of 128 lanes at 1.28 GHz, LPDDR4x-4266; f16 as fast as f32',
    teraflops: { f32: 2.62, f16: 2.62 },
    terabytes: 0.0683,
    lanes: 1024,
    launchUs: 10,
  },
  'Qualcomm Adreno 740': {
    source: 'Snapdragon 8 Gen 2: 1536 lanes at 0.68 GHz, LPDDR5X-8400',
    teraflops: { f32: 2.09, f16: 4.18 },
    terabytes: 0.0672,
    lanes: 1536,
    launchUs: 25,
  },
  'NVIDIA RTX 3060': {
    source: '3584 lanes at 1.78 GHz, GDDR6; f16 as fast as f32 without matrix units',
    teraflops: { f32: 12.7, f16: 12.7 },
    terabytes: 0.36,
    lanes: 3584,
    launchUs: 6,
  },
};

/** The card that the model's shares were fitted on. */
export const H100: GpuFigures = {
  teraflops: { f32: 67, f16: 67 },
  terabytes: 3.35,
  lanes: 16896,
  launchUs: 6,
};

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** The figures of the cards, as bench/cost-model.md has them. */
export function cardTable(): string {
  const head = ['card', 'TFLOP/s in f32', 'in f16', 'GB/s', 'us between dispatches', 'of'];
  const rows = Object.entries(CARDS).map(([card, { teraflops, terabytes, launchUs, source }]) =>
    [card, teraflops.f32, teraflops.f16, (terabytes * 1e3).toFixed(0), launchUs, source].map(String),
  );
  return [line(head), line(['---', '---:', '---:', '---:', '---:', '---']), ...rows.map(line)].join('\n');
}

const LINES = [360, 540, 720, 1080];
const SIZES = ['XS', 'S', 'M'];

/** Predicts a network's milliseconds a frame, with the tiles that the engine takes on a card that it has not measured. */
export function predictedMs(
  network: string,
  width: number,
  height: number,
  gpu: GpuFigures,
  precision: Precision,
): number {
  const model = NETWORKS[network]!();
  const { multiple } = model.graph;
  const padded = (length: number) => Math.ceil(length / multiple) * multiple;
  const target = { precision, software: false, workgroupBytes: 32768 };
  const { steps } = planNetwork(model, padded(height), padded(width), target);
  return planMilliseconds(steps, gpu, precision);
}

/** The table of bench/cost-model.md: milliseconds a frame of XS, S and M by card, precision and lines. */
export function costTable(): string {
  const head = ['card', 'type', ...SIZES.flatMap((size) => LINES.map((lines) => `${size} ${lines}`))];
  const rows = Object.entries(CARDS).flatMap(([card, gpu]) =>
    (['f32', 'f16'] as const).map((precision) => [
      ...[card, precision],
      ...SIZES.flatMap((size) =>
        LINES.map((lines) => {
          const ms = predictedMs(`${size}-context`, (lines * 16) / 9, lines, gpu, precision);
          return ms.toFixed(ms < 10 ? 1 : 0);
        }),
      ),
    ]),
  );
  return [line(head), line(head.map((_, i) => (i < 2 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
