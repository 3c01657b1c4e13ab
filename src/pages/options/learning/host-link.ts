/** The settings page's connection to the host that learns. */
import browser, { type Runtime } from 'webextension-polyfill';
import {
  LEARNING_PORT,
  type LearningOrder,
  type LearningStatus,
  type LearningTime,
  parseLearningStatus,
  parseLearningTime,
} from '../../../protocol/learning';
import type { ExpectHost } from '../../../protocol/slots';

export class HostLink {
  readonly #receive: (status: LearningStatus) => void;
  readonly #takeTime: (time: LearningTime) => void;
  readonly #onGone: () => void;
  #port: Promise<Runtime.Port> | undefined;

  /**
   * @param takeTime called with the answer to the order `expect`
   * @param onGone called when the host has ended, with all that it was doing
   */
  constructor(receive: (status: LearningStatus) => void, takeTime: (time: LearningTime) => void, onGone: () => void) {
    this.#receive = receive;
    this.#takeTime = takeTime;
    this.#onGone = onGone;
  }

  /** Connects to the host, which is started if there is none, and answers with its status. */
  async open(): Promise<void> {
    await this.#connected();
  }

  async send(order: LearningOrder['order']): Promise<void> {
    const message: LearningOrder = { type: 'learning-order', order };
    (await this.#connected()).postMessage(message);
  }

  #connected(): Promise<Runtime.Port> {
    this.#port ??= this.#connect().catch((error) => {
      this.#port = undefined;
      throw error;
    });
    return this.#port;
  }

  async #connect(): Promise<Runtime.Port> {
    const message: ExpectHost = { type: 'expect-host' };
    await browser.runtime.sendMessage(message);
    const port = browser.runtime.connect({ name: LEARNING_PORT });
    port.onMessage.addListener((received: unknown) => {
      const status = parseLearningStatus(received);
      if (status) this.#receive(status);
      const time = parseLearningTime(received);
      if (time) this.#takeTime(time);
    });
    port.onDisconnect.addListener(() => {
      this.#port = undefined;
      this.#onGone();
    });
    return port;
  }
}
