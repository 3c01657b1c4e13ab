/** Simulates a GPU, videos and pages over minutes, to test the governor. */
import {
  type GovernorState,
  govern,
  INITIAL_STATE,
  type VideoReport,
} from '../../../../src/offscreen/quality/governor';
import { GpuTimes } from '../../../../src/offscreen/quality/gpu-times';
import {
  type NetworkChoice,
  networkRows,
  type QualityLevel,
  START_LEVEL,
} from '../../../../src/offscreen/quality/quality-ladder';

/** Speed of a GPU. Its costs deliberately differ from the governor's own model. */
export interface Gpu {
  /** Milliseconds of S on 1280x720 at a time in ms. A GPU may throttle, or have other work. */
  unitMs(now: number): number;
  /** Additional milliseconds of a frame, whatever its size. */
  overheadMs: number;
  /** Largest relative deviation of a frame's time, up and down. */
  noise: number;
  /** Share of frames that take three times as long. */
  outliers?: number;
}

export interface SimulatedVideo {
  id: string;
  width: number;
  height: number;
  /** Size on the page, in device pixels. */
  shownWidth: number;
  shownHeight: number;
  fps: number;
  /** Times when it exists and when it plays; always where absent. */
  from?: number;
  until?: number;
  isPlaying?(now: number): boolean;
}

export interface Moment {
  now: number;
  /** True load of all videos, 1 being all that the GPU can do. */
  load: number;
  budget: number;
  levels: Map<string, QualityLevel>;
}

export interface Run {
  moments: Moment[];
  /** Every change of a video's level after the first. */
  changes: { now: number; id: string; level: QualityLevel }[];
  last: GovernorState;
}

const TICK_MS = 500;
/** True relative costs. M costs more than the governor assumes. */
const SIZE_COST = { XS: 0.5, S: 1, M: 2.6 };

/** Pseudo-random numbers from 0 to 1, reproducible by their seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** GPU time of one frame, noise aside. */
export function trueMs(gpu: Gpu, { size, lines }: NetworkChoice, video: SimulatedVideo, now: number): number {
  const rows = networkRows(video, lines);
  const pixels = rows * ((video.width * rows) / video.height);
  return gpu.overheadMs + gpu.unitMs(now) * SIZE_COST[size] * (pixels / (1280 * 720));
}

/** The stylizer of a simulated video. A new level takes a while to build. */
class SimulatedView {
  readonly times: GpuTimes;
  drawn: NetworkChoice = START_LEVEL;
  level: QualityLevel = START_LEVEL;
  #ready = 0;

  constructor(clock: () => number) {
    this.times = new GpuTimes(clock);
  }

  decide(level: QualityLevel, now: number, buildMs: number): void {
    const isSame = level.size === this.level.size && level.lines === this.level.lines;
    if (!isSame) this.#ready = now + buildMs;
    this.level = level;
  }

  /** Starts to use a finished build. */
  update(now: number): void {
    const { size, lines } = this.level;
    if (now < this.#ready || (this.drawn.size === size && this.drawn.lines === lines)) return;
    this.drawn = { size, lines };
    this.times.restart();
  }
}

export interface Options {
  minutes?: number;
  seed?: number;
  onBattery?(now: number): boolean;
  /** Share of frames that the page drops at a load of the GPU. */
  missed?(load: number, now: number): number;
}

/** Runs the governor twice a second against a GPU and its videos. */
export function simulate(gpu: Gpu, videos: readonly SimulatedVideo[], options: Options = {}): Run {
  const { minutes = 10, seed = 1, onBattery = () => false, missed = () => 0 } = options;
  const random = randomFrom(seed);
  let now = 0;
  let state = INITIAL_STATE;
  let load = 0;
  const screens = new Map(videos.map(({ id }) => [id, new SimulatedView(() => now)]));
  const run: Run = { moments: [], changes: [], last: state };
  for (; now < minutes * 60_000; now += TICK_MS) {
    const present = videos.filter(({ from = 0, until = Number.POSITIVE_INFINITY }) => from <= now && now < until);
    const plays = (video: SimulatedVideo) => video.isPlaying?.(now) ?? true;
    const wanted = present.filter((video) => plays(video) && screens.get(video.id)!.level.every > 0);
    const cost = (video: SimulatedVideo) => trueMs(gpu, screens.get(video.id)!.drawn, video, now);
    const rate = (video: SimulatedVideo) => video.fps / screens.get(video.id)!.level.every / 1000;
    load = wanted.reduce((sum, video) => sum + cost(video) * rate(video), 0);
    for (const video of wanted) {
      const screen = screens.get(video.id)!;
      // An overloaded GPU draws as many frames as it can, in equal parts for all videos.
      const due = (TICK_MS * rate(video)) / Math.max(1, load);
      const frames = Math.floor(due) + (random() < due % 1 ? 1 : 0);
      for (let i = 0; i < frames; i++) {
        const factor = random() < (gpu.outliers ?? 0) ? 3 : 1 + gpu.noise * (2 * random() - 1);
        screen.times.add(cost(video) * factor);
      }
    }
    const reports = present.map((video): VideoReport => {
      const { drawn, times } = screens.get(video.id)!;
      return {
        id: video.id,
        quality: 'auto',
        sizes: ['XS', 'S', 'M'],
        frame: video,
        area: video.shownWidth * video.shownHeight,
        lines: Math.min(video.shownWidth, video.shownHeight),
        frameMs: plays(video) ? 1000 / video.fps : null,
        missed: plays(video) ? missed(load, now) : 0,
        drawn,
        times: times.recent(),
      };
    });
    state = govern(state, { now, onBattery: onBattery(now), videos: reports });
    for (const [id, level] of state.levels) {
      const screen = screens.get(id)!;
      const isSame = (['size', 'lines', 'every'] as const).every((key) => level[key] === screen.level[key]);
      if (!isSame) run.changes.push({ now, id, level });
      screen.decide(level, now, 300 + 1200 * random());
      screen.update(now);
    }
    run.moments.push({ now, load, budget: state.budget, levels: new Map(state.levels) });
  }
  run.last = state;
  return run;
}

/** A page with one large video, or a call of equal tiles. */
export function grid(count: number, change: Partial<SimulatedVideo> = {}): SimulatedVideo[] {
  const side = Math.ceil(Math.sqrt(count));
  return Array.from({ length: count }, (_, i) => ({
    id: `video ${i}`,
    width: 1280,
    height: 720,
    shownWidth: Math.round(1920 / side),
    shownHeight: Math.round(1080 / side),
    fps: 30,
    ...change,
  }));
}
