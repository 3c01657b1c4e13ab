/** The camera track that a page gets: rate, timestamps, and answers as of the camera itself. */
import { beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../../support/extension';
import { callLab, FAST, isAmong } from '../../support/pages/call-page';

const lab = await callLab();
const { extension, begin, moreFrames } = lab;

/** Timestamps of `count` frames of the camera, and of the frames that the page's track gave from the first to the last of them. */
const readBoth = (count: number) =>
  lab.page.evaluate(async (wanted) => {
    const [camera, shown]: number[][] = [[], []];
    await Promise.all([
      call.read(cameras[0]!, ({ timestamp }) => camera!.push(timestamp) >= wanted),
      // The two readers are not served at the same time: read on until the page's track has come to the last frame.
      call.read(call.track, ({ timestamp }) => {
        shown!.push(timestamp);
        return camera!.length >= wanted && timestamp > camera!.at(-1)! - 1000;
      }),
    ]);
    const isBetween = (timestamp: number) => timestamp > camera![0]! - 1000 && timestamp < camera!.at(-1)! + 1000;
    return { camera: camera!, shown: shown!.filter(isBetween) };
  }, count);

describe('a camera at its full rate', () => {
  /** Nearly every frame arrives, none at another time than its own. */
  async function keepsItsRate(): Promise<void> {
    const { camera, shown } = await readBoth(40);
    expect(shown.length).toBeGreaterThan(30);
    expect(shown.filter((timestamp) => !isAmong(camera, timestamp))).toEqual([]);
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
    expect(await lab.page.evaluate(() => document.visibilityState)).toBe('hidden');
    await keepsItsRate();
    await other.close();
  });
});

describe('the track', () => {
  beforeEach(() => begin(FAST, true));

  test('answers as the camera does', async () => {
    const [ours, theirs] = await lab.page.evaluate(() =>
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
    const seen = await lab.page.evaluate(async () => {
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
    const states = await lab.page.evaluate(() => {
      call.track.stop();
      return [call.track, cameras[0]!].map(({ readyState }) => readyState);
    });
    expect(states).toEqual(['ended', 'ended']);
  });

  test('has clones that live on without it, under constraints of their own', async () => {
    const seen = await lab.page.evaluate(async () => {
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
    await lab.page.evaluate(() => call.track.stop());
    expect(await lab.page.evaluate(() => cameras.map(({ readyState }) => readyState))).toEqual(['ended', 'ended']);
  });

  test('is cloned with its stream', async () => {
    const seen = await lab.page.evaluate(() => {
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
    await lab.page.evaluate(() => {
      globalThis.events = [];
      for (const name of ['mute', 'unmute', 'ended'])
        call.track.addEventListener(name, () => events.push(`${name} ${call.track.readyState}`));
      cameras[0]!.dispatchEvent(new Event('mute'));
      cameras[0]!.dispatchEvent(new Event('unmute'));
    });
    const devtools = await extension.browser.target().createCDPSession();
    const camera = { permission: { name: 'camera' }, origin: new URL(lab.page.url()).origin };
    await devtools.send('Browser.setPermission', { ...camera, setting: 'denied' });
    try {
      await eventually('the end', () => lab.page.evaluate(() => events.length === 3));
      expect(await lab.page.evaluate(() => events)).toEqual(['mute live', 'unmute live', 'ended ended']);
    } finally {
      await devtools.send('Browser.setPermission', { ...camera, setting: 'granted' });
    }
  });

  test('leaves sound alone', async () => {
    const tracks = await lab.page.evaluate(() =>
      call.stream.getTracks().map((track) => [track.kind, [...cameras, ...microphones].includes(track)]),
    );
    expect(tracks).toEqual([
      ['audio', true],
      ['video', false],
    ]);
  });
});
