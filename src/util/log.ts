/**
 * The debug log: state changes, and errors that the extension survives. It is off unless the build was made with
 * INKREEL_DEBUG=1 or the setting "debug" is on. The script in the page's own world knows no settings: only such a build
 * logs there. The engine imports nothing from here: it hands its errors to `EngineDevice.logError`, which leads here.
 */

/** Replaced by the build; not defined where another tool compiles the sources. */
declare const __INKREEL_DEBUG__: boolean;

const isDebugBuild = typeof __INKREEL_DEBUG__ === 'boolean' && __INKREEL_DEBUG__;

let isOn = isDebugBuild;

/** Applies the setting "debug" to this document or worker. A debug build logs in any case. */
export function setLogging(isWanted: boolean): void {
  isOn = isDebugBuild || isWanted;
}

/** @param source part of the extension that logs, such as `session` */
export function log(source: string, message: string, ...details: unknown[]): void {
  // biome-ignore lint/suspicious/noConsole: the one place that writes to the console
  if (isOn) console.info(`[inkreel ${source}] ${message}`, ...details);
}

/** Rejection handler that logs the error and goes on with `fallback`. */
export const logged =
  <T>(source: string, message: string, fallback: T) =>
  (error: unknown): T => {
    log(source, message, error);
    return fallback;
  };
