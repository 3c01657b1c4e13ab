/** The entry of the bar's menu that copies the picture: a document of the extension, which may write into the clipboard. */
import { type CopiedPicture, type CopyButtonHandshake, parseFromCopyButton } from '../../../protocol/copy-button';
import { message } from '../../../words/message';
import { overlayDocument } from '../../host/host-connection';
import { part } from './button';
import { icon } from './icons';

export interface CopyEvents {
  /** Resolves to the styled picture as a PNG; to null where there is none. */
  takePicture(): Promise<ArrayBuffer | null>;
  copied(isDone: boolean): void;
  /** A key that moves through the menu. */
  pressed(key: string): void;
}

export class CopyItem {
  readonly element = part('div', 'item copy');
  readonly #events: CopyEvents;
  readonly #iframe = part('iframe', 'copy-button');
  #port: MessagePort | null = null;

  constructor(events: CopyEvents) {
    this.#events = events;
    this.#iframe.title = message('copy_picture');
    this.#iframe.tabIndex = -1;
    // For every origin, because the document's address is not of its origin.
    this.#iframe.allow = 'clipboard-write *';
    this.#iframe.addEventListener('load', () => this.#connect());
    const text = part('span', 'name');
    text.ariaHidden = 'true';
    text.textContent = message('copy_picture');
    this.element.append(icon('copy'), text);
  }

  /**
   * Loads the document; call it when the menu opens. Until then the page holds no iframe for it, because an empty one is a
   * document of the page, with a content script of its own.
   */
  load(): void {
    if (this.#iframe.src) return;
    this.#iframe.src = overlayDocument().url;
    this.element.append(this.#iframe);
  }

  #connect(): void {
    const { contentWindow } = this.#iframe;
    if (!contentWindow || !this.#iframe.src) return;
    const { port1, port2 } = new MessageChannel();
    this.#port?.close();
    this.#port = port1;
    port1.onmessage = ({ data }) => void this.#receive(data, port1);
    const handshake: CopyButtonHandshake = { type: 'inkreel:copy-button', label: message('copy_picture') };
    contentWindow.postMessage(handshake, overlayDocument().origin, [port2]);
  }

  async #receive(data: unknown, port: MessagePort): Promise<void> {
    const received = parseFromCopyButton(data);
    if (received?.type === 'key') this.#events.pressed(received.key);
    if (received?.type === 'copied') this.#events.copied(received.isDone);
    if (received?.type !== 'pressed') return;
    const png = await this.#events.takePicture();
    const answer: CopiedPicture = { type: 'png', png };
    port.postMessage(answer, png ? [png] : []);
  }
}
