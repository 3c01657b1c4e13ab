/** Gives popups the picture of a video in every style: one style at a time, only while the GPU has time left. */
import type { Runtime } from 'webextension-polyfill';
import type { Frame } from '../engine';
import { type AskThumbnails, parseAskThumbnails, type Thumbnail, type ThumbnailLook } from '../protocol/thumbnails';
import { base64Of } from '../util/base64';
import { log, logged } from '../util/log';
import type { ThumbnailDrawer } from './drawing/thumbnail-drawer';

/** Pause between two styles. The videos draw meanwhile. */
const PAUSE_MS = 50;
/** Pause before another look at a GPU without time. */
const BUSY_PAUSE_MS = 500;
/** Age from which a picture is too old to show what the viewer sees. */
const FRESH_MS = 30_000;

/** Thumbnails of one video by look, all of the same moment. */
interface Drawn {
  at: number;
  pictures: Map<string, string>;
}

const keyOf = ({ style, keepColours, lineWeight }: ThumbnailLook) => [style, keepColours, lineWeight].join();

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

export class ThumbnailBoard {
  readonly #drawer: ThumbnailDrawer;
  readonly #frameOf: (session: string) => Frame | undefined;
  readonly #isGpuBusy: () => boolean;
  /** By session, so that a popup that opens again shows them at once. */
  readonly #drawn = new Map<string, Drawn>();
  #last: Promise<void> = Promise.resolve();

  /**
   * @param frameOf returns the newest frame of a session
   * @param isGpuBusy whether the videos need all of the GPU
   */
  constructor(drawer: ThumbnailDrawer, frameOf: (session: string) => Frame | undefined, isGpuBusy: () => boolean) {
    this.#drawer = drawer;
    this.#frameOf = frameOf;
    this.#isGpuBusy = isGpuBusy;
  }

  /** Answers the requests of a popup until it closes. */
  connect(port: Runtime.Port): void {
    let latest: AskThumbnails | undefined;
    port.onDisconnect.addListener(() => {
      latest = undefined;
    });
    port.onMessage.addListener((message: unknown) => {
      const asked = parseAskThumbnails(message);
      if (!asked) return port.disconnect();
      latest = asked;
      const isWanted = () => latest === asked;
      const send = (style: string, picture: string) => {
        const thumbnail: Thumbnail = { type: 'thumbnail', style, picture };
        if (isWanted()) port.postMessage(thumbnail);
      };
      // One popup after another: two would share the time that is left.
      this.#last = this.#last
        .then(() => this.#answer(asked, send, isWanted))
        .catch(logged('thumbnails', 'They cannot be drawn', undefined));
    });
  }

  /** Forgets the thumbnails of a video that has ended. */
  forget(session: string): void {
    this.#drawn.delete(session);
  }

  async #answer(
    { session, looks }: AskThumbnails,
    send: (style: string, picture: string) => void,
    isWanted: () => boolean,
  ): Promise<void> {
    const known = this.#drawn.get(session);
    const drawn = known && performance.now() - known.at < FRESH_MS ? known : undefined;
    for (const look of looks) {
      const picture = known?.pictures.get(keyOf(look));
      if (picture !== undefined) send(look.style, picture);
    }
    const first = looks.find((look) => !drawn?.pictures.has(keyOf(look)));
    if (!first) return;
    const hasTime = () => this.#timeLeft(() => isWanted() && this.#frameOf(session) !== undefined);
    if (!(await hasTime())) return;
    const picture = await this.#drawer.take(() => this.#frameOf(session), first.style);
    if (!picture) return;
    // Pictures of two moments side by side would be taken for differences of the styles.
    const all: Drawn = { at: performance.now(), pictures: new Map() };
    try {
      for (const look of looks) {
        if (!(await hasTime())) return;
        const bytes = await this.#drawer.draw(picture, look).catch((error) => {
          log('thumbnails', `${look.style} cannot be drawn`, error);
          return undefined;
        });
        if (!bytes) continue;
        const text = await base64Of(bytes);
        all.pictures.set(keyOf(look), text);
        this.#drawn.set(session, all);
        send(look.style, text);
        await pause(PAUSE_MS);
      }
    } finally {
      picture.close();
    }
  }

  /** Waits until the GPU has time. Returns false where nobody wants it any more. */
  async #timeLeft(isWanted: () => boolean): Promise<boolean> {
    while (isWanted() && this.#isGpuBusy()) await pause(BUSY_PAUSE_MS);
    return isWanted();
  }
}
