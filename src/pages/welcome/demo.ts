/** Restyles the clip on the page, with the line between original and style, and tells how fast it goes. */
import { Players } from '../../content-script/player/players';
import { Restyler } from '../../content-script/session/restyler';
import type { Settings } from '../../settings';
import { drawnLook } from '../../settings/look';
import { shownLook } from '../../settings/shelf';
import { message } from '../../words/message';
import { frameRate } from '../../words/numbers';
import { faultWords } from '../shared/fault-words';

/** Frame rate of the clip, and the share of it that counts as keeping up. */
const [CLIP_FPS, KEEPS_UP] = [24, 0.85];

/** On a computer slower than this the clip stands still: original and style would show two moments side by side. */
const LEAST_FPS = 8;

/** Moment of the clip that shows a face, in seconds. */
const FIRST_S = 1.5;

const INTERVAL_MS = 500;
/** Time over which the rate is measured. */
const MEASURED_MS = 2500;

const lookIn = (settings: Settings) => ({ ...drawnLook(shownLook(settings, '')), quality: settings.quality });

/** Counts pictures over the last seconds. */
class Speed {
  #counts: { at: number; pictures: number }[] = [];

  /** Returns pictures a second, or undefined until enough time has passed. */
  add(pictures: number, now: number): number | undefined {
    this.#counts = [...this.#counts.filter(({ at }) => now - at <= MEASURED_MS), { at: now, pictures }];
    const [oldest] = this.#counts;
    const isEnough = oldest && now - oldest.at >= MEASURED_MS - INTERVAL_MS;
    return isEnough ? ((pictures - oldest.pictures) * 1000) / (now - oldest.at) : undefined;
  }
}

/**
 * Starts restyling.
 * @param say called with a line about the speed, or why the clip stays unchanged
 * @returns a function that takes changed settings
 */
export function startDemo(settings: Settings, say: (text: string) => void): (settings: Settings) => void {
  const openShadowRoot = ({ shadowRoot }: HTMLElement) => shadowRoot;
  const video = document.querySelector('video') as HTMLVideoElement;
  // The clip waits for its first styled picture.
  video.currentTime = FIRST_S;
  const players = new Players(openShadowRoot, { setLook: async () => {}, askStyles: async () => [] });
  players.set(lookIn(settings), false);
  let isCompared = false;
  const restyler = new Restyler(lookIn(settings), [], openShadowRoot, (session) => {
    players.changed(session);
    if (isCompared || session.overlay !== 'shown') return;
    isCompared = true;
    players.compare();
    void video.play();
  });
  const speed = new Speed();
  const report = () => {
    const { styled, faults } = restyler.status;
    const [stats] = styled;
    const [fault] = faults;
    if (stats && video.paused) return;
    if (stats) {
      const fps = speed.add(stats.styled, performance.now());
      if (fps === undefined || fps === 0) return;
      say(message(fps >= CLIP_FPS * KEEPS_UP ? 'welcome_fast' : 'welcome_slow', frameRate(fps)));
      if (fps >= LEAST_FPS) return;
      video.pause();
      video.currentTime = FIRST_S;
    } else if (fault) say(Object.values(faultWords(fault)).slice(0, 2).join('. '));
  };
  say(message('welcome_starting'));
  setInterval(report, INTERVAL_MS);
  return (next) => {
    restyler.setLook(lookIn(next));
    players.set(lookIn(next), false);
  };
}
