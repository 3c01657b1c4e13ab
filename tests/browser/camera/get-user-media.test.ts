/** `getUserMedia` with the restyled camera off and on. */
import { describe, expect, test } from 'vitest';
import { callLab } from '../../support/pages/call-page';

const lab = await callLab();
const { extension, server, switchCamera } = lab;

describe('off', () => {
  test('pages have the browser’s own camera', async () => {
    await switchCamera(false);
    const own = await extension.browser.newPage();
    await own.goto(server.url('call.html'));
    expect(await own.evaluate(() => String(navigator.mediaDevices.getUserMedia))).toBe(
      'function getUserMedia() { [native code] }',
    );
    await own.close();
    const recorded = await lab.open();
    const isCamera = await recorded.evaluate(async () => {
      const [track] = (await navigator.mediaDevices.getUserMedia({ video: true })).getTracks();
      return track === cameras[0];
    });
    expect(isCamera).toBe(true);
    await recorded.close();
  });
});

describe('getUserMedia', () => {
  test('gives the same camera by its old forms', async () => {
    const areOurs = await lab.page.evaluate(() => {
      type Old = (constraints: object, done: (stream: MediaStream) => void, failed: (error: unknown) => void) => void;
      const old = ['getUserMedia', 'webkitGetUserMedia'] as const;
      return Promise.all(
        old.map(
          (name) =>
            new Promise((done, failed) => {
              const native = (navigator as unknown as Record<typeof name, Old>)[name];
              const own = (stream: MediaStream) => {
                const [track] = stream.getVideoTracks();
                return track?.label === 'fake_device_0' && !cameras.includes(track);
              };
              native.call(navigator, { video: true }, (stream) => done(own(stream)), failed);
            }),
        ),
      );
    });
    expect(areOurs).toEqual([true, true]);
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
