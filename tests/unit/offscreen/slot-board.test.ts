import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Runtime } from 'webextension-polyfill';
import { SlotBoard, type SlotSupply } from '../../../src/offscreen/slot-board';

/** One end of a runtime port, with what the board sent on it. */
class ConnectedDocument {
  readonly answers: number[][] = [];
  isConnected = true;
  readonly #listeners: ((message: unknown) => void)[] = [];
  readonly #ends: (() => void)[] = [];

  readonly port = {
    postMessage: ({ ids }: { ids: number[] }) => this.answers.push(ids),
    disconnect: () => {
      this.isConnected = false;
    },
    onMessage: { addListener: (listener: (message: unknown) => void) => this.#listeners.push(listener) },
    onDisconnect: { addListener: (listener: () => void) => this.#ends.push(listener) },
  } as unknown as Runtime.Port;

  send(message: unknown): void {
    for (const listener of this.#listeners) listener(message);
  }

  /** Requests a slot for each video; `attentions` are by id. */
  request(...attentions: number[]): void {
    this.send({
      type: 'request-slots',
      requests: attentions.map((attention, id) => ({ id, attention, isPlaying: true, isHeld: false })),
    });
  }

  leave(): void {
    for (const end of this.#ends) end();
  }
}

let supply: SlotSupply;
let changes: number;
let punished: Runtime.Port[];
let board: SlotBoard;

/** A document that is connected to the board. */
function connected(): ConnectedDocument {
  const document = new ConnectedDocument();
  board.connect(document.port);
  return document;
}
const answered = () => vi.advanceTimersByTime(10);

beforeEach(() => {
  vi.useFakeTimers();
  supply = { slots: 2, mayAddPlaying: true };
  changes = 0;
  punished = [];
  board = new SlotBoard(
    () => supply,
    () => changes++,
    (port) => punished.push(port),
  );
  return () => vi.useRealTimers();
});

test('videos of all documents share the slots, those with the most attention first', () => {
  const [one, other] = [connected(), connected()];
  one.request(5, 1);
  other.request(3);
  answered();
  expect([one.answers, other.answers]).toEqual([[[0]], [[0]]]);
});

test('every request is answered, a document without news is not written to', () => {
  const [one, other] = [connected(), connected()];
  one.request(5);
  other.request(3);
  answered();
  other.request(3);
  answered();
  expect([one.answers, other.answers]).toEqual([[[0]], [[0], [0]]]);
});

test('the slots of a document that leaves go to others', () => {
  const [one, other] = [connected(), connected()];
  one.request(5, 4);
  other.request(3);
  answered();
  one.leave();
  answered();
  expect(other.answers).toEqual([[], [0]]);
});

test('a slot that is no longer there is taken back', () => {
  const document = connected();
  document.request(5, 4);
  answered();
  supply.slots = 1;
  board.update();
  expect(document.answers).toEqual([[0, 1], [0]]);
});

test('a new host leaves the slots with the videos that an earlier host drew', () => {
  const document = connected();
  const request = { attention: 4, isPlaying: true };
  document.send({
    type: 'request-slots',
    requests: [
      { id: 0, ...request, isHeld: false },
      { id: 1, ...request, isHeld: true },
    ],
  });
  supply.slots = 1;
  answered();
  expect(document.answers).toEqual([[1]]);
});

test('it has requests while any video has one, and reports each change', () => {
  expect(board.hasRequests).toBe(false);
  const document = connected();
  document.request(1);
  expect([board.hasRequests, changes]).toEqual([true, 1]);
  document.leave();
  expect([board.hasRequests, changes]).toEqual([false, 2]);
});

describe('a document loses its connection and its slots', () => {
  const isGone = (document: ConnectedDocument) => {
    expect(document.isConnected).toBe(false);
    expect(punished).toEqual([document.port]);
    expect(board.hasRequests).toBe(false);
  };

  test('by a message that is none', () => {
    const document = connected();
    document.request(1);
    document.send({ type: 'request-slots', requests: 'all' });
    isGone(document);
  });

  test('by a flood of messages', () => {
    const document = connected();
    for (let count = 0; count < 300; count++) document.request(1);
    expect(document.isConnected).toBe(true);
    document.request(1);
    isGone(document);
  });
});

test('the 513th document is turned away', () => {
  const documents = Array.from({ length: 513 }, connected);
  expect(documents.filter(({ isConnected }) => isConnected)).toHaveLength(512);
});
