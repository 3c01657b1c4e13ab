/**
 * The page's side of the connection to the host, controlled by tests. It can send everything that src/content-script sends,
 * and also messages that it would never send. It runs in the content scripts' world of a page.
 */
import type { CDPSession, Page } from 'puppeteer';
import type { HostToPage } from '../../src/protocol/page-host';
import { type Extension, eventually } from './extension';

/** A grey picture, as planes or as a bitmap. `luma` is full-range Y. */
export interface TestFrame {
  id: number;
  width: number;
  height: number;
  kind: 'planes' | 'image';
  luma: number;
}

export interface AttachOptions {
  /** Posted with the port; a random one where absent. */
  nonce?: string;
  /** Whether to announce the nonce to the worker first, as a content script does (default). */
  announce?: boolean;
  style?: string;
  strength?: number;
  /** Whether to send `open` (default), and to connect the liveness port once ready (default). */
  open?: boolean;
  connect?: boolean;
}

/** State kept in the page, one a link, under `globalThis.inkreelLinks`. */
interface Link {
  iframe: HTMLIFrameElement;
  port: MessagePort;
  received: HostToPage[];
  liveness?: chrome.runtime.Port;
  disconnected: boolean;
}

declare global {
  var inkreelLinks: Link[];
}

/** Drives the links of one test page. */
export class LinkClient {
  private constructor(
    private readonly devtools: CDPSession,
    private readonly contextId: number,
  ) {}

  /** The client of a page that is open, in its main document. Its host must be granted, as loopback is. */
  static async of(extension: Extension, page: Page): Promise<LinkClient> {
    const worker = await extension.worker();
    // Run anything in the content scripts' world, which creates it.
    await worker.evaluate(async (url) => {
      const tabs = await chrome.tabs.query({});
      const tabId = tabs.find((tab) => tab.url === url)!.id!;
      await chrome.scripting.executeScript({ target: { tabId }, func: () => {} });
    }, page.url());
    const devtools = await page.createCDPSession();
    const origin = `chrome-extension://${extension.id}`;
    const world = new Promise<number>((resolve) => {
      devtools.on('Runtime.executionContextCreated', ({ context }) => {
        if (context.auxData?.type === 'isolated' && context.origin === origin) resolve(context.id);
      });
    });
    await devtools.send('Runtime.enable');
    return new LinkClient(devtools, await world);
  }

  /** Runs a self-contained function in the content scripts' world and returns what it resolves to, as JSON. */
  async run<A extends unknown[], R>(fn: (...args: A) => R | Promise<R>, ...args: A): Promise<R> {
    return (await this.evaluate(`(${fn.toString()})(...${JSON.stringify(args)})`)) as R;
  }

  /** Runs a script in the content scripts' world and returns what its last expression resolves to, as JSON. */
  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.devtools.send('Runtime.evaluate', {
      contextId: this.contextId,
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Makes an overlay over the page, attaches it and, unless told otherwise, opens a session. Returns the link's index. */
  attach(options: AttachOptions = {}): Promise<number> {
    return this.run(async (o: AttachOptions) => {
      const nonce = o.nonce ?? crypto.randomUUID();
      const iframe = document.createElement('iframe');
      iframe.src = chrome.runtime.getURL('src/overlay-document/index.html');
      iframe.style.cssText = 'position:fixed;left:0;top:0;width:320px;height:180px;border:0;color-scheme:light';
      const loaded = new Promise((resolve) => iframe.addEventListener('load', resolve, { once: true }));
      document.body.append(iframe);
      if (o.announce !== false) await chrome.runtime.sendMessage({ type: 'expect-overlay', nonce });
      await loaded;
      const { port1, port2 } = new MessageChannel();
      const link: Link = { iframe: iframe, port: port1, received: [], disconnected: false };
      port1.onmessage = ({ data }) => {
        link.received.push(data);
        if (data.type === 'ready' && o.connect !== false) {
          link.liveness = chrome.runtime.connect({ name: data.session });
          link.liveness.onDisconnect.addListener(() => {
            link.disconnected = true;
          });
        }
      };
      // Its address is dynamic, but the document behind it has the extension's own origin.
      iframe.contentWindow?.postMessage({ type: 'inkreel:attach', nonce }, `chrome-extension://${chrome.runtime.id}`, [
        port2,
      ]);
      const look = { style: o.style ?? 'anime', strength: o.strength ?? 1 };
      if (o.open !== false) port1.postMessage({ type: 'open', look });
      globalThis.inkreelLinks ??= [];
      return globalThis.inkreelLinks.push(link) - 1;
    }, options);
  }

  /** Posts anything that JSON can say. */
  post(link: number, message: unknown): Promise<void> {
    return this.run((i: number, m: unknown) => globalThis.inkreelLinks[i]!.port.postMessage(m), link, message);
  }

  received(link: number): Promise<HostToPage[]> {
    return this.run((i: number) => globalThis.inkreelLinks[i]!.received, link);
  }

  /** Waits for a message of this type, the last of which it returns. */
  receives<T extends HostToPage['type']>(
    link: number,
    type: T,
    timeoutMs = 60_000,
  ): Promise<Extract<HostToPage, { type: T }>> {
    const isWanted = (message: HostToPage): message is Extract<HostToPage, { type: T }> => message.type === type;
    return eventually(type, async () => (await this.received(link)).findLast(isWanted), timeoutMs);
  }

  /** Forgets what was received until now. */
  forget(link: number): Promise<void> {
    return this.run((i: number) => {
      globalThis.inkreelLinks[i]!.received.length = 0;
    }, link);
  }

  /** Whether the liveness port was closed by the other side. */
  isDisconnected(link: number): Promise<boolean> {
    return this.run((i: number) => globalThis.inkreelLinks[i]!.disconnected, link);
  }

  /** Posts all frames at once. The answers are among the received messages. */
  async postFrames(link: number, frames: TestFrame[]): Promise<void> {
    await this.#frames(link, frames, false);
  }

  /** Posts frames one after another, each when the one before was presented; returns the round trips in ms. */
  presentFrames(link: number, frames: TestFrame[]): Promise<number[]> {
    return this.#frames(link, frames, true);
  }

  #frames(link: number, frames: TestFrame[], waiting: boolean): Promise<number[]> {
    return this.run(
      async (i: number, list: TestFrame[], wait: boolean) => {
        const { port } = globalThis.inkreelLinks[i]!;
        const now = () => performance.timeOrigin + performance.now();
        const planes = ({ width, height, luma }: TestFrame) => {
          const stride = Math.ceil(width / 2);
          const chroma = stride * Math.ceil(height / 2);
          const data = new Uint8Array(width * height + 2 * chroma).fill(128).fill(luma, 0, width * height);
          const offsets = [0, width * height, width * height + chroma];
          const layout = offsets.map((offset, plane) => ({ offset, stride: plane === 0 ? width : stride }));
          const { buffer } = data;
          return {
            pixels: { format: 'I420', matrix: 'bt601', fullRange: true, layout, data: buffer },
            transfer: buffer,
          };
        };
        const image = ({ width, height, luma }: TestFrame) => {
          const canvas = new OffscreenCanvas(width, height);
          const context = canvas.getContext('2d')!;
          context.fillStyle = `rgb(${luma} ${luma} ${luma})`;
          context.fillRect(0, 0, width, height);
          const picture = canvas.transferToImageBitmap();
          return { pixels: { image: picture }, transfer: picture };
        };
        const presented = (id: number) =>
          new Promise<void>((resolve, reject) => {
            const listen = ({ data }: MessageEvent<HostToPage>) => {
              if (data.type === 'presented' && data.id === id) resolve();
              else if (data.type === 'fault' && data.fatal) reject(new Error(data.message));
              else return;
              port.removeEventListener('message', listen);
            };
            port.addEventListener('message', listen);
          });
        const times: number[] = [];
        for (const frame of list) {
          const { id, kind, width, height } = frame;
          const { pixels, transfer } = kind === 'planes' ? planes(frame) : image(frame);
          const sentAt = now();
          const answer = wait ? presented(id) : undefined;
          const message = { type: 'frame', id, captureMs: 1, sentAt, discontinuity: false };
          port.postMessage({ ...message, frame: { kind, width, height, ...pixels } }, [transfer]);
          await answer;
          times.push(now() - sentAt);
        }
        return times;
      },
      link,
      frames,
      waiting,
    );
  }
}
