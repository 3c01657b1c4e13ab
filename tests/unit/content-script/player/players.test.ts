import { afterEach, expect, test, vi } from 'vitest';
import type { VideoSession } from '../../../../src/content-script/session/video-session';
import type { TellOnVideo } from '../../../../src/protocol/runtime';

const events = vi.hoisted(() => [] as string[]);

vi.mock('../../../../src/content-script/player/player', () => ({
  Player: class {
    constructor(readonly session: { name: string }) {}
    tell = ({ what }: TellOnVideo) => events.push(`${this.session.name}: ${what}`);
    setButton = () => events.push(`${this.session.name}: bar`);
    remove = () => events.push(`${this.session.name}: removed`);
    setLook = () => {};
    update = () => {};
  },
}));
vi.mock('../../../../src/content-script/page/dom', () => ({ rectOf: (video: unknown) => video }));
vi.mock('../../../../src/content-script/page/shown-area', () => ({ measureShown: (video: unknown) => video }));
vi.mock('../../../../src/content-script/player/hit', () => ({}));
vi.stubGlobal('window', { addEventListener: () => {} });

const { Players } = await import('../../../../src/content-script/player/players');

const sessionOf = (name: string, area: number, overlay: VideoSession['overlay']) =>
  ({ name, video: { area }, overlay, isUnwanted: false }) as unknown as VideoSession & {
    overlay: VideoSession['overlay'];
  };

const playersWith = (...sessions: VideoSession[]) => {
  const players = new Players(() => null, { setLook: async () => {}, askStyles: async () => [] });
  for (const session of sessions) players.changed(session);
  return players;
};

const starting: TellOnVideo = { type: 'tell-on-video', what: 'starting', style: 'anime', strength: 1 };
const off: TellOnVideo = { type: 'tell-on-video', what: 'off' };

afterEach(() => {
  events.length = 0;
});

test('a shortcut is answered on a video that has no picture yet, which gets its bar with the picture', () => {
  const session = sessionOf('small', 100, 'hidden');
  const players = playersWith(session, sessionOf('tiny', 10, 'hidden'));
  expect([players.largestArea(true), players.largestArea(false)]).toEqual([0, 100]);
  players.tell(starting);
  expect(events).toEqual(['small: starting']);
  players.changed(Object.assign(session, { overlay: 'shown' as const }));
  expect(events.slice(1)).toEqual(['small: bar']);
  expect(players.largestArea(true)).toBe(100);
  players.tell(off);
  expect(events.slice(2)).toEqual(['small: off']);
});

test('a shortcut is answered on a styled video before a larger one without a picture', () => {
  const players = playersWith(sessionOf('large', 900, 'hidden'), sessionOf('styled', 100, 'shown'));
  events.length = 0;
  players.tell(off);
  expect(events).toEqual(['styled: off']);
});

test('a video that ends before its first picture is answered on no more', () => {
  const session = sessionOf('gone', 100, 'hidden');
  const players = playersWith(session);
  players.tell(off);
  players.changed(Object.assign(session, { overlay: 'none' as const }));
  players.tell(off);
  expect(events).toEqual(['gone: off', 'gone: removed']);
  expect(players.largestArea(false)).toBe(0);
});
