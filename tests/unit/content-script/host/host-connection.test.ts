/** The first message to the host, which is sent when the service worker has answered. */
import { afterEach, expect, test, vi } from 'vitest';

const worker = vi.hoisted(() => ({ answer: () => {} }));
vi.mock('webextension-polyfill', () => ({
  default: {
    runtime: {
      id: 'id',
      getURL: (path: string) => `chrome-extension://id/${path}`,
      sendMessage: () =>
        new Promise<void>((done) => {
          worker.answer = done;
        }),
    },
  },
}));

const { HostConnection } = await import('../../../../src/content-script/host/host-connection');

let received: MessagePort | undefined;
afterEach(() => received?.close());

test('a look that changes before the service worker answers is the one that the host begins with', async () => {
  let style = 'anime';
  const connection = new HostConnection(() => {});
  await Promise.resolve();
  const posted = new Promise<MessagePort>((done) => {
    const overlay = { postMessage: (_: unknown, __: string, [port]: MessagePort[]) => done(port!) };
    void connection.connect(overlay as unknown as Window, () => ({ look: { style, strength: 1, quality: 'XS' } }));
  });
  style = 'comic';
  // Nothing is connected yet, so this message reaches nobody.
  connection.send({ type: 'look', look: { style, strength: 1, quality: 'XS' } });
  worker.answer();
  received = await posted;
  const first = await new Promise((done) => {
    received!.onmessage = ({ data }) => done(data);
  });
  expect(first).toMatchObject({ type: 'open', look: { style: 'comic' } });
  connection.close('gone');
});
