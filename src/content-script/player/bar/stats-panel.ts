/** Shows figures of the restyling on the video: rate, time, size, network and memory. */
import type { Stats } from '../../../protocol/page-host';
import { type MessageKey, message } from '../../../words/message';
import { frameRate, inMegabytes, shortTime, wholeNumber } from '../../../words/numbers';
import { qualityName } from '../../../words/quality-name';
import { part } from './button';

const INTERVAL_MS = 500;

/** A value that is not known now. */
const UNKNOWN = '–';

/** Names of the lines, and their values; null where there is nothing to tell, such as after a pause. */
const LINES: readonly [MessageKey, (stats: Stats) => string | null][] = [
  ['stats_rate', ({ fps }) => (fps > 0 ? frameRate(fps) : UNKNOWN)],
  ['stats_time', ({ p95Ms }) => shortTime(p95Ms)],
  ['stats_dropped', ({ dropped }) => wholeNumber(dropped)],
  ['stats_size', ({ width, height }) => `${width} × ${height}`],
  // The network draws no more lines than the video has.
  [
    'stats_network',
    ({ network, width, height }) =>
      network ? `${qualityName(network.size)} · ${Math.min(network.lines, width, height)}p` : null,
  ],
  ['stats_memory', ({ gpuBytes }) => (gpuBytes > 0 ? inMegabytes(gpuBytes / 2 ** 20) : null)],
];

export class StatsPanel {
  readonly element = part('div', 'stats');
  readonly #timer: ReturnType<typeof setInterval>;

  /** @param read returns the latest figures; null while there are none */
  constructor(video: HTMLVideoElement, read: () => Stats | null) {
    this.element.role = 'group';
    this.element.ariaLabel = message('statistics');
    const values = LINES.map(([key, textOf]) => {
      const [name, value] = [part('span', 'name'), part('span', 'value')];
      name.textContent = message(key);
      this.element.append(name, value);
      return { key, textOf, name, value };
    });
    const show = () => {
      const stats = read();
      const isStill = video.paused || video.ended;
      for (const { key, textOf, name, value } of values) {
        const text = stats ? textOf(stats) : UNKNOWN;
        value.textContent = text;
        // A still has no rate.
        name.hidden = value.hidden = text === null || (key === 'stats_rate' && isStill);
      }
    };
    show();
    this.#timer = setInterval(show, INTERVAL_MS);
  }

  remove(): void {
    clearInterval(this.#timer);
    this.element.remove();
  }
}
