import mapSource from '../../../shaders/io/map.wgsl?raw';
import settingsSource from '../../../shaders/lib/settings.wgsl?raw';
import totalSource from '../../../shaders/lib/workgroup-sum.wgsl?raw';
import normaliseSource from '../../../shaders/norm/normalise.wgsl?raw';
import statisticsSource from '../../../shaders/norm/statistics.wgsl?raw';
import { groupsOf } from '../compiler/expression';
import { STATISTICS_TILE, type Step } from '../compiler/step';
import type { Precision } from '../device';
import { Bindings } from './bindings';
import { convKernel } from './convolution-kernel';
import { assemble, type Kernel } from './kernel';
import { emitSource } from './wgsl-codegen';
import { expand } from './wgsl-preprocessor';

/**
 * Writes the WGSL of a step.
 * @param anySize see `sharesCode`: kernels of all sizes share their code, where the step's tile is plain
 */
export function kernelOf(step: Step, precision: Precision, anySize = false): Kernel {
  switch (step.kind) {
    case 'conv':
      return convKernel(step, precision, anySize);
    case 'map': {
      const bindings = new Bindings(precision === 'f16', anySize);
      bindings.result(step.output, step.overwrites);
      const source = emitSource('source', step.input, bindings);
      const { channels, height, width } = step.output.shape;
      const body = expand(mapSource, {
        HEIGHT: bindings.size(height),
        WIDTH: bindings.size(width),
        SCALAR: step.output.keepF32 ? 'f32' : precision,
      });
      const workgroups = [Math.ceil(width / 16), Math.ceil(height / 16), groupsOf(channels)] as const;
      return assemble(step.label, precision, bindings, workgroups, source, body);
    }
    case 'statistics': {
      const bindings = new Bindings(precision === 'f16', anySize);
      const source = emitSource('source', step.input, bindings);
      bindings.tensor(step.output, 'read_write', 'partials');
      const { channels, height, width } = step.input.shape;
      const { height: tileHeight, width: tileWidth } = STATISTICS_TILE;
      const body = expand(statisticsSource, {
        HEIGHT: bindings.size(height),
        WIDTH: bindings.size(width),
        TILE_HEIGHT: tileHeight,
        TILE_WIDTH: tileWidth,
        THREADS: step.threads,
      });
      const workgroups = [Math.ceil(width / tileWidth), Math.ceil(height / tileHeight), groupsOf(channels)] as const;
      return assemble(step.label, precision, bindings, workgroups, source, totalSource, body);
    }
    case 'normalise': {
      const bindings = new Bindings(precision === 'f16', anySize);
      bindings.tensor(step.partials, 'read', 'partials');
      bindings.parameter(step.scaleShift, 'scaleShift');
      bindings.tensor(step.output, 'read_write', 'coefficients');
      if (step.followed) {
        bindings.tensor(step.followed, 'read_write', 'followed');
        bindings.external('settings', 'var<uniform> settings: Settings;');
      }
      const body = expand(normaliseSource, {
        HEIGHT: bindings.size(step.size.height),
        WIDTH: bindings.size(step.size.width),
        TILE_HEIGHT: step.tile.height,
        TILE_WIDTH: step.tile.width,
        TILES_Y: bindings.size(Math.ceil(step.size.height / step.tile.height)),
        TILES_X: bindings.size(Math.ceil(step.size.width / step.tile.width)),
        EPS: step.eps,
        THREADS: step.threads,
        FOLLOWED: step.followed !== undefined,
      });
      const workgroups = [groupsOf(step.output.shape.channels), 1, 1] as const;
      const settings = step.followed ? settingsSource : '';
      return assemble(step.label, precision, bindings, workgroups, settings, totalSource, body);
    }
  }
}
