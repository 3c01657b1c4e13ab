/** Pictures for an overlay that gets pixels, as in Firefox: what is drawn arrives, row by row, with straight alpha. */
import { afterAll, expect, test } from 'vitest';
import { PixelsPresenter } from '../../../src/offscreen/drawing/pixels-presenter';
import type { HostToOverlay } from '../../../src/protocol/overlay-host';
import { openDevice } from '../support/device';

const { device } = await openDevice();
const { port1, port2 } = new MessageChannel();
afterAll(() => port1.close());

/** Clears the picture's texture and returns what the overlay gets. */
async function present(presenter: PixelsPresenter, width: number, height: number, color: number[], hasAlpha: boolean) {
  const arrived = new Promise<HostToOverlay>((resolve) => {
    port2.onmessage = ({ data }) => resolve(data);
  });
  const view = presenter.begin(device, width, height, hasAlpha).createView();
  const encoder = device.createCommandEncoder();
  encoder.beginRenderPass({ colorAttachments: [{ view, clearValue: color, loadOp: 'clear', storeOp: 'store' }] }).end();
  device.queue.submit([encoder.finish()]);
  const ended = presenter.end();
  const message = await arrived;
  port2.postMessage({ type: 'shown' });
  await ended;
  if (message.type !== 'pixels') throw new Error(`The overlay got ${message.type}.`);
  expect([message.width, message.height]).toEqual([width, height]);
  return new Uint8Array(message.data);
}

test('opaque pictures of any width, and translucent ones, arrive as they were drawn', async () => {
  const presenter = new PixelsPresenter(port1 as unknown as MessagePort);
  const opaque = await present(presenter, 65, 3, [1, 0.2, 0, 1], false);
  expect(opaque).toEqual(new Uint8Array(4 * 65 * 3).map((_, i) => [255, 51, 0, 255][i % 4]!));
  const half = await present(presenter, 64, 2, [0.2, 0.1, 0, 0.4], true);
  expect(Math.max(...half.map((value, i) => Math.abs(value - [128, 64, 0, 102][i % 4]!)))).toBeLessThanOrEqual(1);
  presenter.destroy();
});
