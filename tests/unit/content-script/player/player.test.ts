import { beforeEach, expect, test, vi } from 'vitest';
import type { VideoSession } from '../../../../src/content-script/session/video-session';

const saved = vi.hoisted(() => [] as string[]);
const said = vi.hoisted(() => [] as string[]);
const opened = vi.hoisted(() => ({ windows: 0 }));
const browser = vi.hoisted(() => ({ canMakeTracks: true }));

vi.mock('../../../../src/platform/features', () => ({ canMakeTracks: () => browser.canMakeTracks }));

vi.mock('../../../../src/content-script/page/dom', () => ({ titleOf: () => 'The lake' }));
vi.mock('../../../../src/content-script/player/bar/bar', () => ({ Bar: class {} }));
vi.mock('../../../../src/content-script/player/controls-layer', () => ({
  ControlsLayer: class {
    root = { append: () => {} };
  },
}));
vi.mock('../../../../src/content-script/player/notice', () => ({
  Notice: class {
    element = { parentNode: null };
    say(text: string) {
      said.push(text);
    }
  },
}));
vi.mock('../../../../src/words/message', () => ({ message: (key: string) => key }));
vi.mock('../../../../src/content-script/player/picture-window', () => ({
  hasPictureWindows: () => true,
  PictureWindow: class {
    constructor() {
      opened.windows++;
    }
  },
}));
vi.stubGlobal('document', {});

const { Player } = await import('../../../../src/content-script/player/player');

const sessionOf = (overlay: VideoSession['overlay'], isForeign: boolean) =>
  ({
    overlay,
    isForeign,
    video: { currentTime: 61 },
    controls: { savePicture: (name: string) => saved.push(name) },
  }) as unknown as VideoSession;

async function ask(session: VideoSession): Promise<void> {
  const player = new Player(session, {
    setLook: async () => {},
    askStyles: async () => [],
    hideButtons: () => {},
    isTaken: () => false,
  });
  player.act('save-picture');
  player.act('picture-in-picture');
  await new Promise((done) => setTimeout(done));
}

beforeEach(() => {
  saved.length = 0;
  said.length = 0;
  opened.windows = 0;
  browser.canMakeTracks = true;
});

test('a styled video is saved, and shown in a window', async () => {
  await ask(sessionOf('shown', false));
  expect(saved).toEqual(['The lake 0-01-01.png']);
  expect(said).toEqual(['picture_saving']);
  expect(opened.windows).toBe(1);
});

test.each<[string, VideoSession['overlay'], boolean]>([
  ['that the page may not read', 'shown', true],
  ['without a fresh picture', 'hidden', false],
])('a video %s is neither saved nor shown in a window', async (_, overlay, isForeign) => {
  await ask(sessionOf(overlay, isForeign));
  expect(saved).toEqual([]);
  expect(opened.windows).toBe(0);
});

test('where the browser plays no pictures of extensions, picture in picture says so', async () => {
  browser.canMakeTracks = false;
  await ask(sessionOf('shown', false));
  expect(said).toEqual(['picture_saving', 'restyle_camera_missing']);
  expect(opened.windows).toBe(0);
});
