import { Stylizer } from '../../engine';
import type { Look } from '../../protocol/page-host';
import { logged } from '../../util/log';
import type { DeviceManager } from '../gpu/device-manager';
import type { StyleLibrary } from '../gpu/style-library';
import { availableSize, firstChoice, type NetworkSize } from '../quality/quality-ladder';

/**
 * Begins to load a style, and to compile what its drafts of any size need. A failure shows when a stylizer is built.
 * @returns what resolves when the shaders of drafts are handed over, and when they are compiled; neither rejects
 */
export function prepareStyle(
  devices: DeviceManager,
  styles: StyleLibrary,
  { style, quality }: Pick<Look, 'style' | 'quality'>,
): { handed: Promise<void>; compiled: Promise<void> } {
  const failed = logged('drawing', `${style} cannot be prepared`, undefined);
  const found = styles.find(style);
  const usable = (sizes: readonly NetworkSize[]) => availableSize(sizes, firstChoice(quality, devices.firstRung).size);
  // Before there is a device, read the size that most devices begin with.
  found.then(({ sizes, model }) => model(usable(sizes))).catch(failed);
  let compiled: Promise<void> | undefined;
  const handed = devices
    .device()
    .then(async (engine) => {
      compiled = Stylizer.prepareDraft(await styles.load(engine, style, usable((await found).sizes))).catch(failed);
    })
    .catch(failed);
  return { handed, compiled: handed.then(() => compiled) };
}
