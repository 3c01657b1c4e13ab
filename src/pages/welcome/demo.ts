/** Restyles the clip on the page, with the line between original and style, and tells how fast it goes. */
import { Players } from '../../content-script/player/players';
import { Restyler } from '../../content-script/session/restyler';
import type { Stats } from '../../protocol/page-host';
import type { Settings } from '../../settings';
import { drawnLook } from '../../settings/look';
import { shownLook } from '../../settings/shelf';
import { faultWords } from '../../words/fault-words';
import { message } from '../../words/message';
import { frameRate } from '../../words/numbers';
import { qualityName } from '../../words/quality-name';
import { ClipPace } from './clip-pace';

/** Moment of the clip that shows a face, in seconds. */
const FIRST_S = 1.5;

const INTERVAL_MS = 500;
const lookIn = (settings: Settings) => ({ ...drawnLook(shownLook(settings, '')), quality: settings.quality });

/**
 * Starts restyling.
 * @param say called with a line about the speed, or why the clip stays unchanged
 * @param tellLine called with whether the line between original and style is there
 * @returns a function that takes changed settings
 */
export function startDemo(
  settings: Settings,
  say: (text: string) => void,
  tellLine: (isThere: boolean) => void,
): (settings: Settings) => void {
  const openShadowRoot = ({ shadowRoot }: HTMLElement) => shadowRoot;
  const video = document.querySelector('video') as HTMLVideoElement;
  // The clip waits for its first styled picture.
  video.currentTime = FIRST_S;
  const players = new Players(openShadowRoot, { setLook: async () => {}, askStyles: async () => [] });
  players.set(lookIn(settings), false);
  let isCompared = false;
  const restyler = new Restyler(lookIn(settings), [], openShadowRoot, (session) => {
    players.changed(session);
    tellLine(session.overlay === 'shown');
    if (isCompared || session.overlay !== 'shown') return;
    isCompared = true;
    // The speed is known a moment later.
    say('');
    players.compare();
    void video.play();
  });
  const pace = new ClipPace();
  const tellSpeed = (fps: number, network: Stats['network']) => {
    const isSlowMotion = pace.rate > 0 && pace.rate < 1;
    say(
      [
        message(pace.isFast ? 'welcome_fast' : 'welcome_slow', frameRate(fps)),
        // Where the clip is too much, a video soon gets another quality or none.
        ...(network && pace.isFast
          ? [message('welcome_start', `${qualityName(network.size)}, ${network.lines}p`)]
          : []),
        ...(isSlowMotion ? [message('welcome_slow_motion')] : []),
      ].join(' '),
    );
  };
  const setRate = () => {
    if (pace.rate > 0) video.playbackRate = pace.rate;
    else {
      video.pause();
      video.currentTime = FIRST_S;
    }
  };
  const report = () => {
    const { styled, faults } = restyler.status;
    const [stats] = styled;
    const [fault] = faults;
    if (fault) say(Object.values(faultWords(fault)).slice(0, 2).join('. '));
    // A still has no time limit.
    if (fault === 'too-slow') pace.stop();
    else if (!stats || document.hidden) pace.restart();
    else if (!video.paused) pace.add(stats.styled, performance.now());
    if (pace.rate !== (video.paused ? 0 : video.playbackRate) && isCompared) setRate();
    // Where no second picture came while the clip played, the time of one tells the speed.
    const fps = pace.fps ?? (pace.rate === 0 && stats ? 1000 / stats.p95Ms : undefined);
    if (stats && fps !== undefined) tellSpeed(fps, stats.network);
  };
  say(message('welcome_starting'));
  setInterval(report, INTERVAL_MS);
  return (next) => {
    restyler.setLook(lookIn(next));
    pace.restart();
    players.set(lookIn(next), false);
  };
}
