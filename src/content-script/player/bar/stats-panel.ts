/** Shows figures of the restyling on the video: rate, time, size, network and memory. */
import type { Stats } from '../../../protocol/page-host';
import { type MessageKey, message } from '../../../words/message';
import { frameRate, inMegabytes, inMilliseconds, wholeNumber } from '../../../words/numbers';
import { part } from './button';

const INTERVAL_MS = 500;

/** A value that is not known now. */
const UNKNOWN = '–';

const LINES: readonly [MessageKey, (stats: Stats) => string][] = [
  ['stats_rate', ({ fps }) => (fps > 0 ? frameRate(fps) : UNKNOWN)],
  ['stats_time', ({ p95Ms }) => inMilliseconds(p95Ms)],
  ['stats_dropped', ({ dropped }) => wholeNumber(dropped)],
  ['stats_size', ({ width, height }) => `${width} × ${height}`],
  // The network draws no more lines than the video has.
  [
    'stats_network',
    ({ network, width, height }) =>
      network ? `${network.size} · ${Math.min(network.lines, width, height)}p` : UNKNOWN,
  ],
  ['stats_memory', ({ gpuBytes }) => inMegabytes(gpuBytes / 2 ** 20)],
];

export class StatsPanel {
  readonly element = part('div', 'stats');
  readonly #timer: ReturnType<typeof setInterval>;

  /** @param read returns the latest figures; null while there are none */
  constructor(read: () => Stats | null) {
    this.element.role = 'group';
    this.element.ariaLabel = message('statistics');
    const values = LINES.map(([key]) => {
      const [name, value] = [part('span', 'name'), part('span', 'value')];
      name.textContent = message(key);
      this.element.append(name, value);
      return value;
    });
    const show = () => {
      const stats = read();
      LINES.forEach(([, textOf], i) => {
        values[i]!.textContent = stats ? textOf(stats) : UNKNOWN;
      });
    };
    show();
    this.#timer = setInterval(show, INTERVAL_MS);
  }

  remove(): void {
    clearInterval(this.#timer);
    this.element.remove();
  }
}
