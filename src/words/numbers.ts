/** Numbers and lists as people of the user's language write them. */
import { locale, message } from './message';

const format = (value: number, options: Intl.NumberFormatOptions) =>
  new Intl.NumberFormat(locale(), options).format(value);

/** Formats a share from 0 to 1, as `80%` or `80 %`. */
export const percent = (share: number): string => format(share, { style: 'percent', maximumFractionDigits: 0 });

/** Puts a line weight from -1 to 1 into words: a difference, as `+30%`, or that the lines are as the style draws them. */
export const lineWeightInWords = (weight: number): string =>
  weight === 0
    ? message('line_weight_usual')
    : format(weight, { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' });

const inUnit = (value: number, unit: 'millisecond' | 'second' | 'minute' | 'megabyte', maximumFractionDigits = 0) =>
  format(value, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits });

/** Formats whole seconds, as `5 sec` or `5 s`. */
export const inSeconds = (seconds: number): string => inUnit(seconds, 'second');

/** Formats an estimated time: by fives of seconds up to a minute and a half, as `25 sec`, then in minutes, as `3 min`. */
export const roughTime = (seconds: number): string =>
  seconds < 90 ? inSeconds(Math.max(5, Math.round(seconds / 5) * 5)) : inUnit(seconds / 60, 'minute');

/** Formats a time, as `12 ms` or `2.4 sec`. */
export const shortTime = (ms: number): string =>
  ms < 999.5 ? inUnit(ms, 'millisecond') : inUnit(ms / 1000, 'second', 1);
export const inMegabytes = (megabytes: number): string => inUnit(megabytes, 'megabyte');
export const wholeNumber = (value: number): string => format(value, { maximumFractionDigits: 0 });

/** Formats a frame rate, as `24 fps`. Rates below 2 get a decimal and never become 0. */
export function frameRate(fps: number): string {
  const digits = fps < 1.95 ? { maximumFractionDigits: 1, minimumFractionDigits: 0 } : { maximumFractionDigits: 0 };
  return message('fps', format(Math.max(fps, 0.1), digits));
}

/** Puts items side by side, as `a, b, c`. */
export const listed = (items: readonly string[]): string =>
  new Intl.ListFormat(locale(), { type: 'unit' }).format(items);
