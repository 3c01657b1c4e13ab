import { Stylizer } from '../../engine';
import type { Look } from '../../protocol/page-host';
import { logged } from '../../util/log';
import type { DeviceManager } from '../gpu/device-manager';
import type { StyleLibrary } from '../gpu/style-library';
import { availableSize, firstChoice, type NetworkSize } from '../quality/quality-ladder';

/**
 * Begins to load a style, and to compile what its drafts of any size need; then what stylizers of all styles share. A failure
 * shows when a stylizer is built.
 */
export function prepareStyle(
  devices: DeviceManager,
  styles: StyleLibrary,
  { style, quality }: Pick<Look, 'style' | 'quality'>,
): void {
  const found = styles.find(style);
  const usable = (sizes: readonly NetworkSize[]) => availableSize(sizes, firstChoice(quality, devices.firstRung).size);
  // Before there is a device, read the size that most devices begin with.
  const read = found.then(({ sizes, model }) => model(usable(sizes)));
  const prepared = devices.device().then(async (engine) => {
    await Stylizer.prepareDraft(await styles.load(engine, style, usable((await found).sizes)));
    await Stylizer.prepare(engine);
  });
  for (const work of [read, prepared]) work.catch(logged('drawing', `${style} cannot be prepared`, undefined));
}
