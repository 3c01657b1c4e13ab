/** How a video stands on its page, for the host to reckon its share of the GPU by. */
import type { PlaybackReport } from '../../protocol/page-host';

/** A look at the video's counters. */
interface CounterSample {
  at: number;
  total: number;
  dropped: number;
}

/** What the meter reads of a video. */
export type CountedVideo = Pick<HTMLVideoElement, 'paused' | 'ended' | 'getVideoPlaybackQuality'>;

/** Rates are means over the last samples, about a second apart: a moment's stutter is evened out. */
const SAMPLES = 4;

/** Measures how often a video's picture changes and how many frames the page drops. */
export class PlaybackMeter {
  #samples: CounterSample[] = [];

  constructor(
    private readonly video: CountedVideo,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * To be called about once a second.
   * @param changing share of the frames that show something new
   */
  read(changing: number): Pick<PlaybackReport, 'frameMs' | 'missed'> {
    const { video } = this;
    if (video.paused || video.ended) {
      this.#samples = [];
      return { frameMs: null, missed: 0 };
    }
    const { totalVideoFrames, droppedVideoFrames } = video.getVideoPlaybackQuality();
    const sample = { at: this.now(), total: totalVideoFrames, dropped: droppedVideoFrames };
    // Another source counts from the start.
    if (sample.total < (this.#samples.at(-1)?.total ?? 0)) this.#samples = [];
    this.#samples.push(sample);
    if (this.#samples.length > SAMPLES) this.#samples.shift();
    const first = this.#samples[0]!;
    const frames = sample.total - first.total;
    const changes = frames * changing;
    return {
      frameMs: changes > 0 ? (sample.at - first.at) / changes : null,
      missed: frames > 0 ? Math.min(1, Math.max(0, (sample.dropped - first.dropped) / frames)) : 0,
    };
  }
}
