// The outgoing camera, over a call of a page with itself. The software GPU needs most of a second for the smallest picture:
// where styled ones are waited for the camera is small and slow, and the rest holds whether they come or not.
import type { Page } from 'puppeteer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser } from '../../support/browser';
import { eventually, launchExtension } from '../../support/extension';
import { liveObjects } from '../../support/live-objects';

/** What the test page and the tests' own hooks leave on the page. */
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
  /** Resolves once the content script has offered its port. */
  var contentScriptCame: Promise<void>;
  var events: string[];
}

const CAMERA = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream=device-count=3'];
const SMALL: MediaTrackConstraints = { width: { exact: 32 }, height: { exact: 32 }, frameRate: { max: 1 } };
const FAST: MediaTrackConstraints = { width: { exact: 160 }, height: { exact: 120 } };
/** A style that leaves nothing of the fake camera's green. */
const STYLE = 'scream';

const { extension, server } = await openBrowser(CAMERA);
let page: Page;

beforeEach(async () => {
  await switchCamera(true);
  page = await open();
});

afterEach(() => page.close());

async function switchCamera(enabled: boolean, of = extension): Promise<void> {
  const camera = { enabled, style: STYLE, strength: 1 };
  await of.configure({ quality: 'XS', sites: { '127.0.0.1': { enabled: true } }, camera });
  const worker = await of.worker();
  await eventually('the scripts to be registered', async () => {
    const ids = await worker.evaluate(async () =>
      (await chrome.scripting.getRegisteredContentScripts()).map((s) => s.id),
    );
    return ids.includes('inkreel') && ids.includes('inkreel-camera') === enabled;
  });
}

/** A page whose cameras are recorded before the extension wraps them. */
async function open(of = extension): Promise<Page> {
  const opened = await of.browser.newPage();
  await opened.evaluateOnNewDocument(() => {
    globalThis.cameras = [];
    const { prototype } = MediaDevices;
    const native = prototype.getUserMedia;
    prototype.getUserMedia = async function getUserMedia(constraints) {
      const stream = await native.call(this, constraints);
      globalThis.cameras.push(...stream.getVideoTracks());
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
const seesCamera = (on = page) => sees('the camera at the far end', ([red, green]) => green > red + 80, on);
const seesStyle = (on = page) => sees('the style at the far end', ([red, green]) => red > green, on);

/** Waits until the far end has decoded `count` more frames. */
async function moreFrames(count: number, on = page): Promise<void> {
  const before = await on.evaluate(() => call.frames());
  await eventually(`${count} more frames`, async () => (await on.evaluate(() => call.frames())) >= before + count);
}

/** Whether a frame of this timestamp is among others; the browser coarsens each reader's timestamps anew. */
const isAmong = (timestamps: number[], timestamp: number) =>
  timestamps.some((each) => Math.abs(each - timestamp) < 1000);

/** Reads the page's track while the camera gives `count` frames; timestamps of both. */
const readBoth = (count: number) =>
  page.evaluate(async (wanted) => {
    const [camera, shown]: number[][] = [[], []];
    const into = (timestamps: number[]) => (frame: VideoFrame) => timestamps.push(frame.timestamp) >= wanted;
    await Promise.race([
      call.read(call.track, into(shown!)),
      call.read(cameras[0]!, into(camera!)).then(() => new Promise((r) => setTimeout(r, 200))),
    ]);
    return { camera: camera!, shown: shown! };
  }, count);

describe('off', () => {
  test('pages have the browser’s own camera', async () => {
    await switchCamera(false);
    const own = await extension.browser.newPage();
    await own.goto(server.url('call.html'));
    expect(await own.evaluate(() => String(navigator.mediaDevices.getUserMedia))).toBe(
      'function getUserMedia() { [native code] }',
    );
    expect(
      await own.evaluate(async () => {
        const [track] = (await navigator.mediaDevices.getUserMedia({ video: true })).getTracks();
        return Object.getOwnPropertyNames(track);
      }),
    ).toEqual([]);
    await own.close();
  });
});

describe('others see', () => {
  test('the style, the camera and the style again as it is switched, in the same call', async () => {
    await begin(SMALL);
    await seesStyle();
    await switchCamera(false);
    await seesCamera();
    await moreFrames(2);
    await switchCamera(true);
    await seesStyle();
    const state = await page.evaluate(() => ({
      negotiations: call.negotiations,
      isSame: call.senders[0]!.track === call.track && call.track.readyState === 'live',
    }));
    expect(state).toEqual({ negotiations: 1, isSame: true });
  });

  test('the camera when the host dies, and the style again from the next one', async () => {
    await begin(SMALL);
    await seesStyle();
    await (await extension.worker()).evaluate(() => chrome.offscreen.closeDocument());
    await seesCamera();
    await moreFrames(2);
    await seesStyle();
  });

  test('the style in a hidden tab too', async () => {
    await begin(SMALL);
    await seesStyle();
    const other = await extension.browser.newPage();
    await other.bringToFront();
    const isStyled = await page.evaluate(async () => {
      const { track } = call.far.getReceivers().find(({ track }) => track.kind === 'video')!;
      let isStyled = false;
      await call.read(track, (frame) => {
        const [red, green] = call.colour(frame);
        isStyled = red > green;
        return isStyled;
      });
      return document.visibilityState === 'hidden' && isStyled;
    });
    expect(isStyled).toBe(true);
    await other.close();
  });

  test('each picture with the timestamp of its camera frame', async () => {
    await begin(SMALL);
    await seesStyle();
    const { camera, styled } = await page.evaluate(async () => {
      const [camera, styled]: number[][] = [[], []];
      const isEnough = () => styled!.length >= 3;
      await Promise.all([
        call.read(cameras[0]!, ({ timestamp }) => {
          camera!.push(timestamp);
          return isEnough();
        }),
        call.read(call.track, (frame) => {
          const [red, green] = call.colour(frame);
          // The first may be of a frame from before we read.
          if (red > green && frame.timestamp >= camera![0]!) styled!.push(frame.timestamp);
          return isEnough();
        }),
      ]);
      return { camera: camera!, styled: styled! };
    });
    expect(styled.filter((timestamp) => !isAmong(camera, timestamp))).toEqual([]);
    expect(new Set(styled).size).toBe(3);
  });

  test('pictures known to be as old as they are, by which the far end keeps sound within 40 ms of them', async () => {
    await begin(SMALL, true);
    await seesStyle();
    const errors = await page.evaluate(async () => {
      const watch = (video: HTMLVideoElement, see: (captureTime: number) => boolean) =>
        new Promise<void>((done) => {
          video.requestVideoFrameCallback(function next(_, { captureTime }) {
            if (captureTime !== undefined && see(captureTime)) done();
            else video.requestVideoFrameCallback(next);
          });
        });
      const camera = document.body.appendChild(document.createElement('video'));
      Object.assign(camera, { muted: true, srcObject: new MediaStream([cameras[0]!]) });
      await camera.play();
      const [taken, seen]: number[][] = [[], []];
      void watch(camera, (at) => taken!.push(at) > 100);
      await watch(document.getElementById('far') as HTMLVideoElement, (at) => {
        const [red, green] = call.colour();
        // The host needs longer than 40 ms for each: what the far end is told is not when it came.
        return red > green && taken!.length > 2 && seen!.push(at) === 5;
      });
      return seen!.map((at) => Math.min(...taken!.map((each) => Math.abs(at - each)))).sort((a, b) => a - b);
    });
    expect(errors[2]).toBeLessThan(40);
  });

  test('the camera on a computer without a usable GPU', async () => {
    const bare = await launchExtension([...CAMERA, '--disable-gpu', '--disable-software-rasterizer']);
    try {
      await switchCamera(true, bare);
      const there = await open(bare);
      await begin(FAST, false, there);
      await moreFrames(20, there);
      await seesCamera(there);
    } finally {
      await bare.close();
    }
  });

  test('black while the track is disabled', async () => {
    await begin(FAST);
    await seesCamera();
    await page.evaluate(() => {
      call.track.enabled = false;
    });
    await sees('black', ([red, green, blue]) => red + green + blue < 30);
    await page.evaluate(() => {
      call.track.enabled = true;
    });
    await seesCamera();
  });

  test('another camera when the page changes to it, in the same call', async () => {
    await begin(FAST);
    const labels = await page.evaluate(async () => {
      const devices = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'videoinput');
      const { deviceId } = call.track.getSettings();
      // The last of the fake cameras: the second gives depth.
      const other = devices.findLast((device) => device.deviceId !== deviceId)!;
      const video = { deviceId: { exact: other.deviceId } };
      const [track] = (await navigator.mediaDevices.getUserMedia({ video })).getVideoTracks();
      await call.senders[0]!.replaceTrack(track!);
      call.track.stop();
      return [other.label, track!.label];
    });
    expect(labels[1]).toBe(labels[0]);
    await moreFrames(20);
    expect(await page.evaluate(() => call.negotiations)).toBe(1);
  });
});

describe('a camera at its full rate', () => {
  /** Nearly every frame arrives, none at another time than its own. */
  async function keepsItsRate(): Promise<void> {
    const { camera, shown } = await readBoth(40);
    expect(shown.length).toBeGreaterThan(30);
    expect(shown.filter((timestamp) => timestamp > camera[0]! && !isAmong(camera, timestamp)).length).toBeLessThan(3);
    expect(shown).toEqual([...shown].sort((a, b) => a - b));
  }

  test('keeps its rate and its timestamps, through the page’s own processing', async () => {
    await begin(FAST);
    await keepsItsRate();
  });

  test('keeps them in a hidden tab', async () => {
    await begin(FAST);
    const other = await extension.browser.newPage();
    await other.bringToFront();
    expect(await page.evaluate(() => document.visibilityState)).toBe('hidden');
    await keepsItsRate();
    await other.close();
  });
});

describe('the track', () => {
  beforeEach(() => begin(FAST, true));

  test('answers as the camera does', async () => {
    const [ours, theirs] = await page.evaluate(() =>
      [call.track, cameras[0]!].map((track) => ({
        label: track.label,
        kind: track.kind,
        muted: track.muted,
        text: String(track),
        made: track.constructor === MediaStreamTrack,
        settings: track.getSettings(),
        capabilities: track.getCapabilities(),
        constraints: track.getConstraints(),
        names: [track.stop, track.clone, track.getSettings, track.applyConstraints].map(({ name, length }) => [
          name,
          length,
        ]),
      })),
    );
    expect(ours!.label).toBe('fake_device_0');
    expect(ours).toEqual(theirs);
  });

  test('passes constraints on to the camera, and its refusals back', async () => {
    const seen = await page.evaluate(async () => {
      await call.track.applyConstraints({ width: 80, height: 60 });
      const refusal = await call.track.applyConstraints({ width: { exact: 100_000 } }).catch((error) => error);
      const sizes: string[] = [];
      for (const track of [cameras[0]!, call.track]) {
        await call.read(track, ({ displayWidth, displayHeight }) => {
          sizes.push(`${displayWidth}x${displayHeight}`);
          return displayWidth < 100;
        });
      }
      return { sizes: [...new Set(sizes)].length, name: refusal.name, constraint: refusal.constraint };
    });
    // The one before, and the one after for both.
    expect(seen.sizes).toBeLessThanOrEqual(2);
    expect(seen).toMatchObject({ name: 'OverconstrainedError', constraint: 'width' });
  });

  test('releases the camera when it is stopped', async () => {
    const states = await page.evaluate(() => {
      call.track.stop();
      return [call.track, cameras[0]!].map(({ readyState }) => readyState);
    });
    expect(states).toEqual(['ended', 'ended']);
  });

  test('has clones that live on without it, under constraints of their own', async () => {
    const seen = await page.evaluate(async () => {
      const copy = call.track.clone();
      await copy.applyConstraints({ width: 80, height: 60 });
      const widthOf = (track: MediaStreamTrack) => track.getSettings().width!;
      // The browser's own settings follow with the next frame.
      while (widthOf(copy) === 160) await new Promise((done) => setTimeout(done, 50));
      const widths = [call.track, copy].map(widthOf);
      call.track.stop();
      await call.senders.find(({ track }) => track?.kind === 'video')!.replaceTrack(copy);
      call.track = copy;
      return { widths, states: cameras.map(({ readyState }) => readyState), label: copy.label };
    });
    expect(seen).toEqual({ widths: [160, 80], states: ['ended', 'live'], label: 'fake_device_0' });
    await moreFrames(10);
    await page.evaluate(() => call.track.stop());
    expect(await page.evaluate(() => cameras.map(({ readyState }) => readyState))).toEqual(['ended', 'ended']);
  });

  test('is cloned with its stream', async () => {
    const seen = await page.evaluate(() => {
      const copy = call.stream.clone();
      const [track] = copy.getVideoTracks();
      const kinds = copy.getTracks().map(({ kind }) => kind);
      const label = track!.label;
      for (const one of [...copy.getTracks(), ...call.stream.getTracks()]) one.stop();
      return { kinds, label, states: cameras.map(({ readyState }) => readyState) };
    });
    expect(seen).toEqual({ kinds: ['audio', 'video'], label: 'fake_device_0', states: ['ended', 'ended'] });
  });

  test('tells of the camera being muted and ending', async () => {
    await page.evaluate(() => {
      globalThis.events = [];
      for (const name of ['mute', 'unmute', 'ended'])
        call.track.addEventListener(name, () => events.push(`${name} ${call.track.readyState}`));
      cameras[0]!.dispatchEvent(new Event('mute'));
      cameras[0]!.dispatchEvent(new Event('unmute'));
    });
    const devtools = await extension.browser.target().createCDPSession();
    const camera = { permission: { name: 'camera' }, origin: new URL(page.url()).origin };
    await devtools.send('Browser.setPermission', { ...camera, setting: 'denied' });
    try {
      await eventually('the end', () => page.evaluate(() => events.length === 3));
      expect(await page.evaluate(() => events)).toEqual(['mute live', 'unmute live', 'ended ended']);
    } finally {
      await devtools.send('Browser.setPermission', { ...camera, setting: 'granted' });
    }
  });

  test('leaves sound alone', async () => {
    const tracks = await page.evaluate(() =>
      call.stream.getTracks().map((track) => [track.kind, Object.getOwnPropertyNames(track).length > 0]),
    );
    expect(tracks).toEqual([
      ['audio', false],
      ['video', true],
    ]);
  });
});

describe('getUserMedia', () => {
  test('gives the same camera by its old forms', async () => {
    const labels = await page.evaluate(() => {
      type Old = (constraints: object, done: (stream: MediaStream) => void, failed: (error: unknown) => void) => void;
      const old = ['getUserMedia', 'webkitGetUserMedia'] as const;
      return Promise.all(
        old.map(
          (name) =>
            new Promise((done, failed) => {
              const native = (navigator as unknown as Record<typeof name, Old>)[name];
              const own = (stream: MediaStream) =>
                Object.getOwnPropertyNames(stream.getVideoTracks()[0]).includes('label');
              native.call(navigator, { video: true }, (stream) => done(own(stream)), failed);
            }),
        ),
      );
    });
    expect(labels).toEqual([true, true]);
  });

  test('looks like the browser’s and fails like it', async () => {
    const plain = await extension.browser.newPage();
    await plain.goto(server.url('call.html'));
    const seen = await plain.evaluate(async () => {
      const { getUserMedia } = navigator.mediaDevices;
      const failure = (work: Promise<unknown>) =>
        work.then(
          () => 'none',
          (error) => [error.name, error.constraint ?? '', error.message.replace(/\(.*\)/, '')].join(' '),
        );
      return {
        name: getUserMedia.name,
        length: getUserMedia.length,
        isNative: /\{ \[native code\] \}$/.test(Function.prototype.toString.call(getUserMedia)),
        enumerable: Object.keys(MediaDevices.prototype).includes('getUserMedia'),
        nothing: await failure(navigator.mediaDevices.getUserMedia()),
        stranger: await failure(getUserMedia.call({} as MediaDevices, { video: true })),
        impossible: await failure(navigator.mediaDevices.getUserMedia({ video: { width: { exact: 99_999 } } })),
      };
    });
    expect(seen).toMatchObject({ name: 'getUserMedia', length: 0, isNative: true, enumerable: true });
    expect(seen.nothing).toMatch(/^TypeError .*At least one of audio and video must be requested/);
    expect(seen.stranger).toMatch(/^TypeError .*Illegal invocation/);
    expect(seen.impossible).toMatch(/^OverconstrainedError width/);
    await plain.close();
  });
});

describe('a page that forges messages', () => {
  /** What is none of the messages agreed on, or carries what it must not. */
  const garbage = () =>
    page.evaluate(() => {
      const planes = { kind: 'planes', format: 'I420', matrix: 'bt601', fullRange: true, layout: [] };
      return [
        null,
        'camera-frame',
        { type: 'open', look: { style: 'anime', strength: 1 } },
        { type: 'look', look: { style: 'anime', strength: 0 } },
        { type: 'close', reason: 'off' },
        { type: 'attach-overlay', nonce: 'a-nonce-that-was-never-announced' },
        { type: 'camera-frame', id: 1 },
        { type: 'camera-frame', id: -1, captureMs: 'x', frame: {} },
        { type: 'camera-frame', id: 1, captureMs: 1, frame: { ...planes, width: 1e5, height: 1e5, data: {} } },
        { type: 'styled', id: 0, bitmap: 7 },
        { type: 'dropped', id: {} },
        { type: 'on', id: NaN },
      ];
    });

  test('gains nothing by the port of the content script, and spoils nobody else’s picture', async () => {
    // The page sees every port that its own world posts by.
    await page.evaluateOnNewDocument(() => {
      const { postMessage } = MessagePort.prototype;
      const ports: Record<string, MessagePort> = {};
      Object.assign(globalThis, { ports });
      MessagePort.prototype.postMessage = function (this: MessagePort, ...args: unknown[]) {
        ports[(args[0] as { type?: string } | null)?.type ?? ''] = this;
        return Reflect.apply(postMessage, this, args);
      };
    });
    await page.reload();
    await begin(SMALL);
    await seesStyle();
    const before = await (await extension.worker()).evaluate(() => chrome.storage.local.get());
    await page.evaluate(
      (messages) => {
        const { ports } = globalThis as unknown as { ports: Record<string, MessagePort> };
        const control = ports['camera-track']!;
        for (const port of [control, ports['camera-frame']!]) for (const message of messages) port.postMessage(message);
        for (let i = 0; i < 50; i++) {
          const { port1, port2 } = new MessageChannel();
          control.postMessage({ type: 'camera-track' }, [port2]);
          for (const message of messages) port1.postMessage(message);
        }
      },
      await garbage(),
    );
    await moreFrames(3);
    const host = await extension.offscreen()!.asPage();
    // Four cameras at most, each with a port for messages and one for pictures.
    expect((await liveObjects(host)).MessagePort).toBeLessThanOrEqual(8);
    expect(await (await extension.worker()).evaluate(() => chrome.storage.local.get())).toEqual(before);

    const neighbour = await open();
    await begin(SMALL, false, neighbour);
    await seesStyle(neighbour);
    await neighbour.close();
  });

  test('that plays the content script gets its own camera’s frames, and its camera goes on', async () => {
    await begin(FAST);
    const types = await page.evaluate(
      async (messages) => {
        // It takes over whatever was offered before it.
        await contentScriptCame;
        const { port1, port2 } = new MessageChannel();
        const track = new Promise<MessagePort>((resolve) => {
          port1.onmessage = ({ ports }) => resolve(ports[0]!);
        });
        window.postMessage({ type: 'inkreel:camera' }, '*', [port2]);
        const port = await track;
        const seen = new Promise<string[]>((resolve) => {
          const types: string[] = [];
          port.onmessage = ({ data }) => {
            types.push(data.type);
            // Answered never, wrongly and by a picture of something else.
            for (const message of messages) port.postMessage(message);
            const canvas = new OffscreenCanvas(1, 1);
            canvas.getContext('2d');
            const dot = canvas.transferToImageBitmap();
            port.postMessage({ type: 'styled', id: data.id, bitmap: dot }, [dot]);
            if (types.length === 3) resolve(types);
          };
        });
        port.postMessage({ type: 'on' });
        return seen;
      },
      await garbage(),
    );
    expect(types).toEqual(['camera-frame', 'camera-frame', 'camera-frame']);
    await moreFrames(20);
    expect(await page.evaluate(() => call.track.readyState)).toBe('live');
  });
});

// Last: the extension that the others need is another one afterwards.
test('the extension reloaded in a call, others see the camera', async () => {
  await begin(SMALL);
  await seesStyle();
  await (await extension.worker()).evaluate(() => chrome.runtime.reload());
  await seesCamera();
  await moreFrames(2);
});
