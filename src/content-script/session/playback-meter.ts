/** Measures how a video plays. The host derives the video's share of the GPU from it. */
import type { PlaybackReport } from '../../protocol/page-host';

/** The video's counters at one time. */
interface CounterSample {
  at: number;
  total: number;
  dropped: number;
}

/** The part of a video that the meter reads. */
export type CountedVideo = Pick<HTMLVideoElement, 'paused' | 'ended' | 'getVideoPlaybackQuality'>;

/** Samples, about a second apart, over which rates are averaged to even out a short stutter. */
const SAMPLES = 4;

/** Measures how often a video's picture changes and how many frames the page drops. */
export class PlaybackMeter {
  readonly #video: CountedVideo;
  readonly #now: () => number;
  #samples: CounterSample[] = [];

  /** @param now returns the time in ms */
  constructor(video: CountedVideo, now: () => number = () => performance.now()) {
    this.#video = video;
    this.#now = now;
  }

  /**
   * Returns the frame interval and the share of dropped frames; call it about once a second.
   * @param changing share of the frames that show something new
   */
  read(changing: number): Pick<PlaybackReport, 'frameMs' | 'missed'> {
    const video = this.#video;
    if (video.paused || video.ended) {
      this.#samples = [];
      return { frameMs: null, missed: 0 };
    }
    const { totalVideoFrames, droppedVideoFrames } = video.getVideoPlaybackQuality();
    const sample = { at: this.#now(), total: totalVideoFrames, dropped: droppedVideoFrames };
    // The counters restart with every new source.
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
