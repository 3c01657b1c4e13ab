/** Chooses the first network of a video by the speed of the graphics card: measured before, else guessed from its family. */
import { frameCost, LADDER, START } from './quality-ladder';

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

/** Milliseconds for a unit of cost on a card, measured or predicted; undefined where neither is known. */
export const unitMsOf = ({ vendor, architecture }: CardFamily, measuredMs?: number): number | undefined =>
  measuredMs ?? EXPECTED_MS[`${vendor} ${architecture}`];

/** Interval of the usual video, and the share of it that the first network may be predicted to take (docs/governor.md). */
const USUAL_FRAME_MS = 1000 / 30;
const SHARE = 0.5;
const USUAL_FRAME = { width: 1280, height: 720 };

/** The lowest rung that draws every frame: only the governor, which knows the present load, leaves frames out. */
const LOWEST = LADDER.findLastIndex(({ every }) => every === 1);

/**
 * The rung of the ladder on which a video begins; the usual one where the card's speed is not known.
 * @param measuredMs milliseconds for a unit of cost as measured on this card, if ever
 */
export function firstRung(card: CardFamily, measuredMs?: number): number {
  const unitMs = unitMsOf(card, measuredMs) ?? 0;
  for (let rung = START; rung < LOWEST; rung++)
    if (unitMs * frameCost(LADDER[rung]!, USUAL_FRAME) <= SHARE * USUAL_FRAME_MS) return rung;
  return LOWEST;
}
