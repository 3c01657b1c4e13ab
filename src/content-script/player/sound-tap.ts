/** Copies a video's sound for a clip. The user still hears the video. */
import { log, logged } from '../../util/log';

/** A piece of sound on its way to the host. */
export interface SoundPiece {
  /** Moment of its first sample, in ms since 1970. */
  at: number;
  sampleRate: number;
  channels: number;
  samples: ArrayBuffer;
}

/** Time for a capture to name its tracks. */
const TRACKS_MS = 300;
const MOST_CHANNELS = 2;
/** Pieces of some 10 ms that wait while the page is busy. By default the browser drops all but ten. */
const MOST_WAITING_PIECES = 300;

type Capturing = HTMLVideoElement & { captureStream(): MediaStream };

async function trackOf(video: HTMLVideoElement): Promise<MediaStreamTrack | null> {
  try {
    const isStream = video.srcObject !== null && 'getAudioTracks' in video.srcObject;
    const stream = isStream ? (video.srcObject as MediaStream) : (video as Capturing).captureStream();
    if (stream.getAudioTracks().length === 0) {
      await new Promise((done) => {
        stream.addEventListener('addtrack', done, { once: true });
        setTimeout(done, TRACKS_MS);
      });
    }
    // A clone can be stopped without an effect on the page's own stream.
    return stream.getAudioTracks()[0]?.clone() ?? null;
  } catch (error) {
    log('player', 'The sound cannot be captured', error);
    return null;
  }
}

export class SoundTap {
  readonly #track: MediaStreamTrack;

  /** Resolves to the tap of a video; null where it has no sound, or none that can be had. */
  static async on(video: HTMLVideoElement): Promise<SoundTap | null> {
    const track = await trackOf(video);
    return track && new SoundTap(track);
  }

  private constructor(track: MediaStreamTrack) {
    this.#track = track;
  }

  /** Hands every piece of sound to `receive` until the tap is closed. */
  start(receive: (piece: SoundPiece) => void): void {
    this.#run(receive).catch(logged('player', 'The sound has ended', undefined));
  }

  close(): void {
    this.#track.stop();
  }

  async #run(receive: (piece: SoundPiece) => void): Promise<void> {
    const reader = new MediaStreamTrackProcessor<AudioData>({
      track: this.#track,
      maxBufferSize: MOST_WAITING_PIECES,
    }).readable.getReader();
    let offset = Number.POSITIVE_INFINITY;
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const sound = read.value;
      const { sampleRate, numberOfFrames, timestamp } = sound;
      const channels = Math.min(MOST_CHANNELS, sound.numberOfChannels);
      const now = performance.timeOrigin + performance.now() - (1000 * numberOfFrames) / sampleRate;
      // Map sound timestamps to the pictures' clock by the least delayed piece.
      offset = Math.min(offset, now - timestamp / 1000);
      const at = timestamp / 1000 + offset;
      receive({ at, sampleRate, channels, samples: interleaved(sound, channels) });
      sound.close();
    }
  }
}

/** Copies the samples of all channels, sample by sample. */
function interleaved(sound: AudioData, channels: number): ArrayBuffer {
  const { numberOfFrames } = sound;
  const all = new Float32Array(numberOfFrames * channels);
  const one = new Float32Array(numberOfFrames);
  for (let channel = 0; channel < channels; channel++) {
    sound.copyTo(one, { planeIndex: channel, format: 'f32-planar' });
    for (let i = 0; i < numberOfFrames; i++) all[i * channels + channel] = one[i]!;
  }
  return all.buffer;
}
