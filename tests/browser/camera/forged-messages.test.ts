/** A page that forges the messages between its camera track and the extension. */
import { describe, expect, test } from 'vitest';
import { liveObjects } from '../../support/devtools';
import { eventually } from '../../support/extension';
import { LinkClient } from '../../support/link-client';
import { callLab, FAST, SMALL } from '../../support/pages/call-page';

/** Frames of a camera that the content script sends to the host within a second, at most. */
const MOST_FRAMES = 240;

const lab = await callLab();
const { extension, open, begin, seesStyle, moreFrames } = lab;

describe('a page that forges messages', () => {
  /** Messages that are not in the protocol, or whose content is not allowed. */
  const garbage = () =>
    lab.page.evaluate(() => {
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

  /** Forges frames as fast as they are answered for a while, and returns how many of them went on to the host. */
  async function framesToHost(ms: number): Promise<number> {
    const contentScript = await LinkClient.of(extension, lab.page);
    await contentScript.run(() => {
      const { postMessage } = MessagePort.prototype;
      Object.assign(globalThis, { framesSent: 0 });
      MessagePort.prototype.postMessage = function (this: MessagePort, ...args: unknown[]) {
        if ((args[0] as { type?: string }).type === 'frame') (globalThis as { framesSent?: number }).framesSent! += 1;
        return Reflect.apply(postMessage, this, args);
      };
    });
    const answered = await lab.page.evaluate(async (forMs) => {
      const { ports } = globalThis as unknown as { ports: Record<string, MessagePort> };
      const end = ports['camera-frame']!;
      let answers = 0;
      const post = () => {
        const layout = [0, 256, 320].map((offset, plane) => ({ offset, stride: plane === 0 ? 16 : 8 }));
        const data = new Uint8Array(384).map(() => 256 * Math.random()).buffer;
        const size = { width: 16, height: 16 };
        const frame = { kind: 'planes', format: 'I420', matrix: 'bt601', fullRange: true, ...size, layout, data };
        end.postMessage({ type: 'camera-frame', id: 1_000_000 + answers++, captureMs: 1, frame });
      };
      let isOver = false;
      end.addEventListener('message', ({ data }) => !isOver && data.id >= 1_000_000 && post());
      for (let i = 0; i < 3; i++) post();
      await new Promise((done) => setTimeout(done, forMs));
      isOver = true;
      return answers;
    }, ms);
    expect(answered).toBeGreaterThan(2 * MOST_FRAMES);
    return contentScript.run(() => (globalThis as { framesSent?: number }).framesSent ?? 0);
  }

  test('gains nothing by the port of the content script, and spoils nobody else’s picture', async () => {
    // The page sees every port that its own world posts by.
    await lab.page.evaluateOnNewDocument(() => {
      const { postMessage } = MessagePort.prototype;
      const ports: Record<string, MessagePort> = {};
      Object.assign(globalThis, { ports });
      MessagePort.prototype.postMessage = function (this: MessagePort, ...args: unknown[]) {
        ports[(args[0] as { type?: string } | null)?.type ?? ''] = this;
        return Reflect.apply(postMessage, this, args);
      };
    });
    await lab.page.reload();
    await begin(SMALL);
    await seesStyle();
    const before = await (await extension.worker()).evaluate(() => chrome.storage.local.get());
    await lab.page.evaluate(
      (messages) => {
        const { ports } = globalThis as unknown as { ports: Record<string, MessagePort> };
        const control = ports['camera-track']!;
        for (const port of [control, ports['camera-frame']!]) for (const message of messages) port.postMessage(message);
        for (let i = 0; i < 50; i++) {
          const { port1, port2 } = new MessageChannel();
          control.postMessage({ type: 'camera-track', track: `${i}` }, [port2]);
          for (const message of messages) port1.postMessage(message);
        }
      },
      await garbage(),
    );
    await moreFrames(3);
    expect(await framesToHost(2000)).toBeLessThanOrEqual(2 * MOST_FRAMES);
    await lab.releaseHost();
    const host = await extension.offscreen()!.asPage();
    // Four cameras at most, each with a port for messages and one for pictures.
    expect((await liveObjects(host)).MessagePort).toBeLessThanOrEqual(8);
    expect(await (await extension.worker()).evaluate(() => chrome.storage.local.get())).toEqual(before);

    const neighbour = await open();
    await begin(SMALL, false, neighbour);
    await seesStyle(neighbour);
    await neighbour.close();
  });

  test('gets nothing drawn before it was given a camera', async () => {
    const devtools = await extension.browser.target().createCDPSession();
    const camera = { permission: { name: 'camera' }, origin: new URL(lab.page.url()).origin };
    await devtools.send('Browser.setPermission', { ...camera, setting: 'denied' });
    await lab.page.evaluateOnNewDocument(() => {
      const stolen = new Promise<MessagePort>((done) => {
        const steal = (event: MessageEvent) => {
          if (event.data?.type !== 'inkreel:camera') return;
          event.stopImmediatePropagation();
          done(event.ports[0]!);
        };
        addEventListener('message', steal, { capture: true });
      });
      Object.assign(globalThis, { stolen });
    });
    await lab.page.reload();
    /** Whether frames of a camera that the page announces are asked for within this time. */
    const isAskedFor = (withinMs: number) =>
      lab.page.evaluate(async (ms) => {
        const relay = await (globalThis as unknown as { stolen: Promise<MessagePort> }).stolen;
        const { port1, port2 } = new MessageChannel();
        relay.postMessage({ type: 'camera-track', track: 'none' }, [port2]);
        return new Promise<boolean>((done) => {
          port1.onmessage = ({ data }) => data.type === 'on' && done(true);
          setTimeout(() => done(false), ms);
        });
      }, withinMs);
    // The host of the test before lingers.
    await (await extension.worker()).evaluate(() => chrome.offscreen.closeDocument().catch(() => {}));
    await eventually('no host', () => extension.offscreen() === undefined);
    try {
      expect(await isAskedFor(2000)).toBe(false);
      expect(extension.offscreen()).toBeUndefined();
    } finally {
      await devtools.send('Browser.setPermission', { ...camera, setting: 'granted' });
    }
    await lab.page.evaluate(() => navigator.mediaDevices.getUserMedia({ video: true }).then(() => {}));
    expect(await isAskedFor(20_000)).toBe(true);
  });

  test('that plays the content script gets its own camera’s frames, and its camera goes on', async () => {
    await begin(FAST);
    const types = await lab.page.evaluate(
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
    expect(await lab.page.evaluate(() => call.track.readyState)).toBe('live');
  });
});
