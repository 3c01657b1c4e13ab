/** Guesses the speed of a graphics card by its family, so that the first network is one that the card can keep up with. */
import { frameCost, LADDER, LAST_DRAWN, START } from './quality-ladder';

/** Maker and family of a card, as WebGPU tells them. */
export interface CardFamily {
  readonly vendor: string;
  readonly architecture: string;
}

/**
 * Predicted milliseconds of S on 1280x720 for a usual card of each family, from bench/cost-model.md, in f16 where the family has
 * it. Families that keep up with S in any case are left out.
 */
export const EXPECTED_MS: Readonly<Record<string, number>> = {
  'intel gen-9': 31,
  'intel gen-12lp': 7.4,
  'apple metal-3': 10.3,
  'qualcomm adreno-7xx': 7.5,
};

/** Interval of the usual video, and the share of it that the first network may be predicted to take (docs/governor.md). */
const USUAL_FRAME_MS = 1000 / 30;
const SHARE = 0.5;
const USUAL_FRAME = { width: 1280, height: 720 };

/** The rung of the ladder on which a video begins on a card of this family; the usual one where its speed is not known. */
export function firstRung({ vendor, architecture }: CardFamily): number {
  const unitMs = EXPECTED_MS[`${vendor} ${architecture}`] ?? 0;
  for (let rung = START; rung < LAST_DRAWN; rung++) {
    const level = LADDER[rung]!;
    if ((unitMs * frameCost(level, USUAL_FRAME)) / level.every <= SHARE * USUAL_FRAME_MS) return rung;
  }
  return LAST_DRAWN;
}
