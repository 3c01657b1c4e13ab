/** Opens a page that calls itself, with an outgoing camera that the extension restyles. */
import type { Page } from 'puppeteer';
import { afterEach, beforeEach } from 'vitest';
import { openBrowser } from '../browser';
import { type Extension, eventually } from '../extension';

/** The functions and state of pages/call.html. */
interface Call {
  begin(constraints: MediaStreamConstraints): Promise<void>;
  frames(): Promise<number>;
  colour(picture?: VideoFrame): [number, number, number];
  read(track: MediaStreamTrack, take: (frame: VideoFrame) => boolean): Promise<void>;
  far: RTCPeerConnection;
  negotiations: number;
  stream: MediaStream;
  track: MediaStreamTrack;
  senders: RTCRtpSender[];
}

declare global {
  var call: Call;
  /** The camera tracks that the browser gave, in the order it gave them. */
  var cameras: MediaStreamTrack[];
  /** The same for microphones. */
  var microphones: MediaStreamTrack[];
  /** Resolves once the content script has offered its port. */
  var contentScriptCame: Promise<void>;
  var events: string[];
}

/** The smallest and slowest camera, because the software GPU needs almost a second for each picture. */
export const SMALL: MediaTrackConstraints = { width: { exact: 32 }, height: { exact: 32 }, frameRate: { max: 1 } };
/** A camera at its full rate, for tests that need no styled picture. */
export const FAST: MediaTrackConstraints = { width: { exact: 160 }, height: { exact: 120 } };
/** A style that leaves nothing of the fake camera's green. */
const STYLE = 'scream';

/** Whether a frame of this timestamp is among others; the browser coarsens each reader's timestamps anew. */
export const isAmong = (timestamps: number[], timestamp: number) =>
  timestamps.some((each) => Math.abs(each - timestamp) < 1000);

/** The browser with fake cameras, and a new page of the call for each test of the file that calls this. */
export async function callLab() {
  const { extension, server, releaseHost, spend } = await openBrowser();
  let page: Page;

  /** Switches the restyled camera on or off and waits until pages loaded from now on follow. */
  async function switchCamera(enabled: boolean, of: Extension = extension): Promise<void> {
    const camera = { enabled, style: STYLE, strength: 1 };
    await of.configure({ quality: 'XS', sites: { '127.0.0.1': { enabled: true } }, camera });
    const worker = await of.worker();
    await eventually('the scripts to be registered', async () => {
      const ids = await worker.evaluate(async () =>
        (await chrome.scripting.getRegisteredContentScripts()).map((script) => script.id),
      );
      return ids.includes('inkreel') && ids.includes('inkreel-camera') === enabled;
    });
  }

  /** Opens a page whose cameras are recorded before the extension wraps them. */
  async function open(of: Extension = extension): Promise<Page> {
    const opened = await of.browser.newPage();
    await opened.evaluateOnNewDocument(() => {
      globalThis.cameras = [];
      globalThis.microphones = [];
      const { prototype } = MediaDevices;
      const native = prototype.getUserMedia;
      prototype.getUserMedia = async function getUserMedia(constraints) {
        const stream = await native.call(this, constraints);
        globalThis.cameras.push(...stream.getVideoTracks());
        globalThis.microphones.push(...stream.getAudioTracks());
        return stream;
      };
      const { clone } = MediaStreamTrack.prototype;
      MediaStreamTrack.prototype.clone = function () {
        const copy = clone.call(this);
        if (globalThis.cameras.includes(this)) globalThis.cameras.push(copy);
        return copy;
      };
      globalThis.contentScriptCame = new Promise((resolve) => {
        addEventListener('message', ({ data }) => data?.type === 'inkreel:camera' && resolve(), { capture: true });
      });
    });
    await opened.goto(server.url('call.html'));
    return opened;
  }

  const begin = (video: MediaTrackConstraints, audio = false, on = page) =>
    on.evaluate((constraints) => call.begin(constraints), { video, audio });

  /** Waits until the mean colour of the picture at the far end passes `isIt`. */
  const sees = (what: string, isIt: (colour: [number, number, number]) => boolean, on = page) =>
    eventually(
      what,
      async () => {
        const colour = await on.evaluate(() => call.colour());
        if (!isIt(colour)) throw new Error(`the far end shows ${colour.map(Math.round)}`);
        return true;
      },
      90_000,
    );

  /** Waits until the far end has decoded `count` more frames. */
  async function moreFrames(count: number, on = page): Promise<void> {
    const before = await on.evaluate(() => call.frames());
    await eventually(`${count} more frames`, async () => (await on.evaluate(() => call.frames())) >= before + count);
  }

  beforeEach(async () => {
    await switchCamera(true);
    page = await open();
  });
  afterEach(() => page.close());

  return {
    extension,
    server,
    releaseHost,
    spend,
    /** The page of this test. */
    get page(): Page {
      return page;
    },
    switchCamera,
    open,
    begin,
    sees,
    seesCamera: (on = page) => sees('the camera at the far end', ([red, green]) => green > red + 80, on),
    seesStyle: (on = page) => sees('the style at the far end', ([red, green]) => red > green, on),
    moreFrames,
  };
}
