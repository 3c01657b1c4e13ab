/** Shows figures of the restyling on the video: rate, time, size, network and memory. */
import type { Stats } from '../../../protocol/page-host';
import { type MessageKey, message } from '../../../words/message';
import { frameRate, inMegabytes, shortTime, wholeNumber } from '../../../words/numbers';
import { qualityName } from '../../../words/quality-name';
import { part } from './button';

const INTERVAL_MS = 500;

/** A value that is not known now. */
const UNKNOWN = '–';

const LINES: readonly [MessageKey, (stats: Stats) => string][] = [
  ['stats_rate', ({ fps }) => (fps > 0 ? frameRate(fps) : UNKNOWN)],
  ['stats_time', ({ p95Ms }) => shortTime(p95Ms)],
  ['stats_dropped', ({ dropped }) => wholeNumber(dropped)],
  ['stats_size', ({ width, height }) => `${width} × ${height}`],
  // The network draws no more lines than the video has.
  [
    'stats_network',
    ({ network, width, height }) =>
      network ? `${qualityName(network.size)} · ${Math.min(network.lines, width, height)}p` : UNKNOWN,
  ],
  ['stats_memory', ({ gpuBytes }) => inMegabytes(gpuBytes / 2 ** 20)],
];

export class StatsPanel {
  readonly element = part('div', 'stats');
  readonly #timer: ReturnType<typeof setInterval>;

  /** @param read returns the latest figures; null while there are none */
  constructor(video: HTMLVideoElement, read: () => Stats | null) {
    this.element.role = 'group';
    this.element.ariaLabel = message('statistics');
    const values = LINES.map(([key]) => {
      const [name, value] = [part('span', 'name'), part('span', 'value')];
      name.textContent = message(key);
      this.element.append(name, value);
      return { key, name, value };
    });
    const show = () => {
      const stats = read();
      LINES.forEach(([, textOf], i) => {
        values[i]!.value.textContent = stats ? textOf(stats) : UNKNOWN;
      });
      // A still has no rate.
      const isStill = video.paused || video.ended;
      for (const { key, name, value } of values) if (key === 'stats_rate') name.hidden = value.hidden = isStill;
    };
    show();
    this.#timer = setInterval(show, INTERVAL_MS);
  }

  remove(): void {
    clearInterval(this.#timer);
    this.element.remove();
  }
}
