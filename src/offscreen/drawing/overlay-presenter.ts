/** The part of an overlay that the host needs to show pictures on it. */

/** How long an overlay may take to answer a probe, and to show a picture. */
export const OVERLAY_TIMEOUT_MS = 10_000;

export interface OverlayPresenter {
  /** Gets a new canvas. Call it at the start and after each loss of the GPU, with which canvases are lost. */
  renew(): Promise<void>;
  /**
   * Makes the canvas ready for a device before the first picture: browsers compile a shader of their own for it. Call it when the
   * style's shaders are handed over, which are needed sooner.
   */
  prepare?(device: GPUDevice): void;
  /**
   * Returns the texture of the next picture. Draw and submit it within the same task.
   * @param hasAlpha whether the page is seen through parts of it
   */
  begin(device: GPUDevice, width: number, height: number, hasAlpha: boolean): GPUTexture;
  /** Call it right after the submit. Resolves once the picture has left for the screen. */
  end(): Promise<void>;
  /** Resolves to a copy of the next picture. */
  copyNext(): Promise<ImageBitmap>;
  destroy(): void;
}
