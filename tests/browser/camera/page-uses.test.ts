/** Uses of a camera's track by pages, by the specifications: each works as with the browser's own. */
import { beforeEach, describe, expect, test } from 'vitest';
import { callLab, FAST } from '../../support/pages/call-page';

const lab = await callLab();
const { begin, moreFrames } = lab;

beforeEach(() => begin(FAST));

describe('Image Capture', () => {
  test('takes photos with the camera, and frames from the track', async () => {
    const [ours, theirs] = await lab.page.evaluate(() =>
      Promise.all(
        [call.track, cameras[0]!].map(async (track) => {
          const capture = new ImageCapture(track);
          const { imageWidth, imageHeight, redEyeReduction } = await capture.getPhotoCapabilities();
          const range = (sides?: MediaSettingsRange) => [sides?.min, sides?.max, sides?.step];
          const photo = await createImageBitmap(await capture.takePhoto());
          const frame = await capture.grabFrame();
          return {
            isOwn: capture.track === track,
            capabilities: [range(imageWidth), range(imageHeight), redEyeReduction],
            settings: await capture.getPhotoSettings(),
            photo: [photo.width, photo.height],
            frame: [frame.width, frame.height],
          };
        }),
      ),
    );
    expect(ours).toMatchObject({ isOwn: true, frame: [160, 120] });
    expect(ours!.photo[0]).toBeGreaterThan(0);
    expect(ours).toEqual(theirs);
  });

  test('fails as the browser’s own does', async () => {
    const failure = await lab.page.evaluate(async () => {
      const { takePhoto } = ImageCapture.prototype;
      return takePhoto.call({} as ImageCapture).catch((error: Error) => `${error.name} ${error.message}`);
    });
    expect(failure).toMatch(/^TypeError .*Illegal invocation/);
  });
});

describe('Media Capture', () => {
  test('counts frames, and sets what the camera can do', async () => {
    const seen = await lab.page.evaluate(async () => {
      type Counted = MediaStreamTrack & { stats: { totalFrames: number; deliveredFrames: number } };
      const { stats } = call.track as Counted;
      const before = stats.totalFrames;
      await call.track.applyConstraints({ advanced: [{ exposureMode: 'continuous' } as MediaTrackConstraintSet] });
      while (stats.totalFrames < before + 5) await new Promise((done) => setTimeout(done, 50));
      return { constraints: cameras[0]!.getConstraints(), isDelivered: stats.deliveredFrames > 0 };
    });
    expect(seen).toEqual({ constraints: { advanced: [{ exposureMode: 'continuous' }] }, isDelivered: true });
  });

  test('answers methods of the prototype as its own, before and after the page has wrapped them', async () => {
    const seen = await lab.page.evaluate(() => {
      const { prototype } = MediaStreamTrack;
      const { stop, getSettings } = prototype;
      const label = Object.getOwnPropertyDescriptor(prototype, 'label')!.get!.call(call.track);
      const copy = call.track.clone();
      const stopped: MediaStreamTrack[] = [];
      prototype.stop = function () {
        stopped.push(this);
        stop.call(this);
      };
      copy.stop();
      prototype.stop = stop;
      return {
        label,
        width: getSettings.call(call.track).width,
        isWrapperCalled: stopped.includes(copy),
        states: cameras.map(({ readyState }) => readyState),
        names: Object.getOwnPropertyNames(call.track),
      };
    });
    const states = ['live', 'ended'];
    expect(seen).toEqual({ label: 'fake_device_0', width: 160, isWrapperCalled: true, states, names: [] });
  });

  test('is had again after it was stopped', async () => {
    const seen = await lab.page.evaluate(async () => {
      call.track.stop();
      const again = await navigator.mediaDevices.getUserMedia({ video: { width: { exact: 160 } } });
      const [track] = again.getVideoTracks();
      await call.senders[0]!.replaceTrack(track!);
      return { state: track!.readyState, isOurs: !cameras.includes(track!), was: call.track.readyState };
    });
    expect(seen).toEqual({ state: 'live', isOurs: true, was: 'ended' });
    await moreFrames(10);
  });

  test('is the same behind the element that asks for a camera by itself', async () => {
    const kinds = await lab.page.evaluate(async () => {
      const { HTMLUserMediaElement: element } = globalThis as unknown as {
        HTMLUserMediaElement: { prototype: { stream: MediaStream | null } };
      };
      const native = Object.getOwnPropertyDescriptor(element.prototype, 'stream')!.get!;
      const made = document.createElement('usermedia');
      return { isElement: made instanceof (element as unknown as typeof HTMLElement), stream: native.call(made) };
    });
    expect(kinds).toEqual({ isElement: true, stream: null });
  });
});

describe('a page’s own effects and recordings', () => {
  test('read the track by Insertable Streams, by a canvas and by a recorder', async () => {
    const seen = await lab.page.evaluate(async () => {
      const processor = new MediaStreamTrackProcessor({ track: call.track });
      const generator = new MediaStreamTrackGenerator({ kind: 'video' });
      const half = new TransformStream<VideoFrame, VideoFrame>({
        async transform(frame, out) {
          const { timestamp } = frame;
          const bitmap = await createImageBitmap(frame, { resizeWidth: 80, resizeHeight: 60 });
          frame.close();
          out.enqueue(new VideoFrame(bitmap, { timestamp }));
        },
      });
      void processor.readable.pipeThrough(half).pipeTo(generator.writable);
      const widths: number[] = [];
      await call.read(generator, ({ displayWidth }) => widths.push(displayWidth) === 3);

      const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 120 });
      const drawing = canvas.getContext('2d')!;
      drawing.filter = 'blur(4px)';
      drawing.drawImage(document.getElementById('near') as HTMLVideoElement, 0, 0);
      const blurred = canvas.captureStream(10).getVideoTracks()[0]!;

      const recorder = new MediaRecorder(call.stream, { mimeType: 'video/webm' });
      const recorded = new Promise<Blob>((done) => {
        recorder.ondataavailable = ({ data }) => done(data);
      });
      recorder.start();
      await new Promise((done) => setTimeout(done, 500));
      recorder.stop();
      return { widths, hint: blurred.kind, bytes: (await recorded).size };
    });
    expect(seen).toMatchObject({ widths: [80, 80, 80], hint: 'video' });
    expect(seen.bytes).toBeGreaterThan(500);
  });
});

describe('WebRTC', () => {
  test('sends the track in several encodings, paused, replaced and with a hint', async () => {
    const seen = await lab.page.evaluate(async () => {
      call.track.contentHint = 'detail';
      const near = new RTCPeerConnection();
      const { sender } = near.addTransceiver(call.track, {
        streams: [call.stream],
        sendEncodings: [{ rid: 'q', scaleResolutionDownBy: 4 }, { rid: 'f' }],
      });
      const parameters = sender.getParameters();
      parameters.encodings[0]!.active = false;
      await sender.setParameters(parameters);
      await sender.replaceTrack(null);
      await sender.replaceTrack(call.track);
      const rids = sender.getParameters().encodings.map(({ rid, active }) => `${rid} ${active}`);
      near.close();
      const [first] = call.senders;
      const stats = [...(await first!.getStats()).values()].find(({ type }) => type === 'media-source');
      return {
        rids,
        isSame: sender.track === call.track,
        isNamed: stats.trackIdentifier === call.track.id,
        hint: call.track.clone().contentHint,
      };
    });
    expect(seen).toEqual({ rids: ['q false', 'f true'], isSame: true, isNamed: true, hint: 'detail' });
  });
});
