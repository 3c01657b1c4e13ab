import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

/** An X server in memory with keyboard and mouse, for the browser's own questions and menus, which headless Chromium lacks. */
export interface VirtualDisplay {
  /** Presses keys one after the other, named as X names them. */
  press(...keys: string[]): void;
  /** Moves the pointer to a point of the screen, as a hand does: over points before it. */
  point(x: number, y: number): Promise<void>;
  /** Presses the right button where the pointer is. */
  rightClick(): void;
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
    point: async (x, y) => {
      for (const before of [10, 5, 0]) {
        execFileSync('xdotool', ['mousemove', String(x - before), String(y)]);
        await new Promise((done) => setTimeout(done, 100));
      }
    },
    rightClick: () => {
      execFileSync('xdotool', ['click', '3']);
    },
    close: () => {
      if (before === undefined) delete process.env.DISPLAY;
      else process.env.DISPLAY = before;
      server.kill();
    },
  };
}
