/** Relays camera frames between the page's world and the host, and nothing else. */
import { CAMERA_HANDSHAKE, CAMERA_VIEWS, type CameraView, parseCameraTrack } from '../../protocol/camera';
import { isSameLook, type Look } from '../../protocol/page-host';
import { logged } from '../../util/log';
import { RateLimit } from '../../util/rate-limit';
import { noteCameraStyled, noteCameraTrack } from '../page/own-camera';
import { ByteBudget } from './byte-budget';
import { CameraPreview } from './camera-preview';
import { RelayedCamera } from './relayed-camera';

/** Largest number of cameras open at a time. */
const MOST_CAMERAS = 4;
/** Largest number of bytes in flight: three frames of a 4K camera as images, or three of each of four HD cameras. */
const MOST_BYTES = 128 * 2 ** 20;
/** Largest number of cameras that a page may open within a minute. More than that is an attack. */
const MOST_OPENED = 29;

/** Whether the user has allowed this document to use the camera. */
async function mayUseCamera(): Promise<boolean> {
  const answer = await navigator.permissions
    ?.query({ name: 'camera' as PermissionName })
    .catch(logged('camera', 'The permission is unknown', undefined));
  return answer?.state === 'granted';
}

export class CameraRelay {
  readonly #cameras = new Set<RelayedCamera>();
  readonly #openings = new RateLimit(MOST_OPENED, 60_000);
  readonly #budget = new ByteBudget(MOST_BYTES);
  readonly #preview = new CameraPreview(() => {
    for (const camera of this.#cameras) camera.sample();
  });
  #look: Look | null = null;

  /** Offers the page's world a port for its cameras. The page may see or take it, so only pictures pass through. */
  constructor() {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data, ports }) => {
      const [port] = ports;
      const announced = parseCameraTrack(data);
      if (!port || !announced) return;
      noteCameraTrack(announced.track);
      void this.#open(port);
    };
    window.postMessage({ type: CAMERA_HANDSHAKE }, '*', [port2]);
  }

  /** Sets how others see the user; null: unchanged. */
  setLook(look: Look | null): void {
    if (isSameLook(look, this.#look)) return;
    this.#look = look;
    noteCameraStyled(look !== null);
    for (const camera of this.#cameras) camera.setLook(look);
  }

  /** Camera view of the page: the worst of all cameras. Null where it has no camera or *My camera* is off. */
  get view(): CameraView | null {
    if (!this.#look) return null;
    const views = new Set([...this.#cameras].map(({ view }) => view));
    return CAMERA_VIEWS.find((view) => views.has(view)) ?? null;
  }

  /** Opens a camera only where the document may use cameras, because a page can announce a camera that it was never given. */
  async #open(port: MessagePort): Promise<void> {
    const isAllowed = this.#openings.allow() && (await mayUseCamera());
    if (!isAllowed || this.#cameras.size >= MOST_CAMERAS) {
      port.close();
      return;
    }
    const camera = new RelayedCamera(port, this.#look, this.#budget, {
      picture: (picture) => this.#preview.take(picture),
      ended: () => this.#cameras.delete(camera),
    });
    this.#cameras.add(camera);
  }
}
