import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

/** An X server in memory with a keyboard, for the browser's own questions, which headless Chromium does not show. */
export interface VirtualDisplay {
  /** Presses keys one after the other, named as X names them. */
  press(...keys: string[]): void;
  close(): void;
}

/** Starts a display for browsers launched from now on; undefined where Xvfb or xdotool is missing. */
export async function openDisplay(): Promise<VirtualDisplay | undefined> {
  try {
    for (const tool of ['Xvfb', 'xdotool']) execFileSync('which', [tool]);
  } catch {
    return undefined;
  }
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [number] = await once(server.stdio[3]!, 'data');
  const before = process.env.DISPLAY;
  process.env.DISPLAY = `:${String(number).trim()}`;
  return {
    press: (...keys) => {
      execFileSync('xdotool', ['key', '--delay', '200', ...keys]);
    },
    close: () => {
      if (before === undefined) delete process.env.DISPLAY;
      else process.env.DISPLAY = before;
      server.kill();
    },
  };
}
