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

/** Formats whole seconds, as `5 sec` or `5 s`. */
export const inSeconds = (seconds: number): string =>
  format(seconds, { style: 'unit', unit: 'second', unitDisplay: 'short', maximumFractionDigits: 0 });

const inUnit = (value: number, unit: 'millisecond' | 'megabyte') =>
  format(value, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 });

export const inMilliseconds = (ms: number): string => inUnit(ms, 'millisecond');
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
