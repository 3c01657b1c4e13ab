/**
 * A page side of the link that tests steer: it does by hand what src/video does, and whatever src/video never would. It
 * runs in the content scripts' world of a page, put there by the extension's own worker.
 */
import type { Page } from 'puppeteer';
import type { Fault, Figures, HostToPage } from '../../src/link/messages';
import type { Extension } from './extension';

/** A grey picture, as planes or as a bitmap. `luma` is full-range Y. */
export interface TestFrame {
  id: number;
  width: number;
  height: number;
  carrier: 'planes' | 'bitmap';
  luma: number;
}

export interface AttachOptions {
  /** Posted with the port; a random one where absent. */
  nonce?: string;
  /** Whether the worker is told of the nonce first, as it must be. */
  announce?: boolean;
  style?: string;
  strength?: number;
  /** Whether to send `open` (default), and to connect the liveness port once ready (default). */
  open?: boolean;
  connect?: boolean;
}

/** State kept in the page, one a link, under `globalThis.inkreelLinks`. */
interface Link {
  frame: HTMLIFrameElement;
  port: MessagePort;
  received: HostToPage[];
  liveness?: chrome.runtime.Port;
  disconnected: boolean;
}

declare global {
  var inkreelLinks: Link[];
}

/** Where one test page's links are driven from. */
export class LinkClient {
  private constructor(
    private readonly extension: Extension,
    private readonly tabId: number,
  ) {}

  /** The client of a page that is open, in its main frame. Its host must be granted, as loopback is. */
  static async of(extension: Extension, page: Page): Promise<LinkClient> {
    const worker = await extension.worker();
    const tabId = await worker.evaluate(async (url) => {
      const tabs = await chrome.tabs.query({});
      return tabs.find((tab) => tab.url === url)?.id;
    }, page.url());
    if (tabId === undefined) throw new Error(`No tab shows ${page.url()}.`);
    return new LinkClient(extension, tabId);
  }

  /** Runs a self-contained function in the content scripts' world and returns what it resolves to, as JSON. */
  async run<A extends unknown[], R>(fn: (...args: A) => R | Promise<R>, ...args: A): Promise<R> {
    const worker = await this.extension.worker();
    const source = `chrome.scripting.executeScript({
      target: { tabId: ${this.tabId} }, func: ${fn.toString()}, args: ${JSON.stringify(args)} })`;
    const results = (await worker.evaluate(source)) as { result: R }[];
    if (!results[0]) throw new Error('The page could not be scripted.');
    return results[0].result;
  }

  /** Makes an overlay over the page, attaches it and, unless told otherwise, opens a session. Returns the link's index. */
  attach(options: AttachOptions = {}): Promise<number> {
    return this.run(async (o: AttachOptions) => {
      const nonce = o.nonce ?? crypto.randomUUID();
      const frame = document.createElement('iframe');
      frame.src = chrome.runtime.getURL('src/overlay/index.html');
      frame.style.cssText = 'position:fixed;left:0;top:0;width:320px;height:180px;border:0;color-scheme:light';
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
      document.body.append(frame);
      if (o.announce !== false) await chrome.runtime.sendMessage({ type: 'expect-overlay', nonce });
      await loaded;
      const { port1, port2 } = new MessageChannel();
      const link: Link = { frame, port: port1, received: [], disconnected: false };
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
      frame.contentWindow?.postMessage({ type: 'inkreel:attach', nonce }, `chrome-extension://${chrome.runtime.id}`, [
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
    return this.run((i: number, m: unknown) => globalThis.inkreelLinks[i]?.port.postMessage(m), link, message);
  }

  received(link: number): Promise<HostToPage[]> {
    return this.run((i: number) => globalThis.inkreelLinks[i]?.received ?? [], link);
  }

  isDisconnected(link: number): Promise<boolean> {
    return this.run((i: number) => globalThis.inkreelLinks[i]?.disconnected ?? false, link);
  }

  /** Sends frames one after another, each when the one before was presented; returns the round trips in ms. */
  roundTrips(link: number, frames: TestFrame[]): Promise<number[]> {
    return this.run(
      async (i: number, list: TestFrame[]) => {
        const { port } = globalThis.inkreelLinks[i]!;
        const now = () => performance.timeOrigin + performance.now();
        const times: number[] = [];
        for (const { id, width, height, carrier, luma } of list) {
          const chroma = Math.ceil(width / 2) * Math.ceil(height / 2);
          let payload: object;
          const transfer: Transferable[] = [];
          if (carrier === 'planes') {
            const data = new Uint8Array(width * height + 2 * chroma).fill(128);
            data.fill(luma, 0, width * height);
            const stride = Math.ceil(width / 2);
            const layout = [
              { offset: 0, stride: width },
              { offset: width * height, stride },
              { offset: width * height + chroma, stride },
            ];
            const matrix = 'bt601';
            payload = { carrier, format: 'I420', width, height, matrix, fullRange: true, layout, data: data.buffer };
            transfer.push(data.buffer);
          } else {
            const canvas = new OffscreenCanvas(width, height);
            const context = canvas.getContext('2d')!;
            context.fillStyle = `rgb(${luma} ${luma} ${luma})`;
            context.fillRect(0, 0, width, height);
            const bitmap = canvas.transferToImageBitmap();
            payload = { carrier, width, height, bitmap };
            transfer.push(bitmap);
          }
          const start = now();
          const answered = new Promise<void>((resolve) => {
            const listen = ({ data }: MessageEvent<HostToPage>) => {
              const done = (data.type === 'presented' || data.type === 'dropped') && data.id === id;
              const over = data.type === 'fault' && data.fatal;
              if (!done && !over) return;
              port.removeEventListener('message', listen);
              resolve();
            };
            port.addEventListener('message', listen);
          });
          port.postMessage({ type: 'frame', id, captureMs: 1, sentAt: now(), discontinuity: false, payload }, transfer);
          await answered;
          times.push(now() - start);
        }
        return times;
      },
      link,
      frames,
    );
  }

  async figures(link: number): Promise<Figures | undefined> {
    const messages = await this.received(link);
    return messages.flatMap((message) => (message.type === 'figures' ? [message.figures] : [])).at(-1);
  }

  async faults(link: number): Promise<{ fault: Fault; fatal: boolean }[]> {
    const messages = await this.received(link);
    return messages.flatMap((message) =>
      message.type === 'fault' ? [{ fault: message.fault, fatal: message.fatal }] : [],
    );
  }
}
