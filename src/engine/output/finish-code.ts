import finishSource from '../../../shaders/io/finish.wgsl?raw';
import { expand } from '../codegen/wgsl-preprocessor';
import type { Finish } from '../model/model';

/** WGSL of a style's finish on the paper: of all kinds, or of one, which compiles several times as fast. */
export function finishCode(only?: Finish): string {
  const finish = only === undefined || only === 'none' ? 'colour' : `${only}(colour, place, size)`;
  return expand(finishSource, { ANY: only === undefined, DRAWN: only !== 'none', FINISH: finish });
}
