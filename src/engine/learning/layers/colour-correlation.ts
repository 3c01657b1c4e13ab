import blurSource from '../../../../shaders/learning/losses/blur.wgsl?raw';
import correlationSource from '../../../../shaders/learning/losses/correlation.wgsl?raw';
import correlationGradientSource from '../../../../shaders/learning/losses/correlation-gradient.wgsl?raw';
import projectionSource from '../../../../shaders/learning/losses/projection.wgsl?raw';
import type { Parameter, Tensor } from '../../compiler/expression';
import { mapKernel, sumKernel } from './learning-kernel';
import { finishKernel, SHARES } from './losses';
import { type Batch, type Destination, type LearningKernel, type Tape, tensorOf } from './tape';

/** Smallest product of norms that the correlation divides by. */
const LEAST = 1e-4;

/** Shares of red, green and blue in luma and in the two differences of colour: Rec. 601. */
const PROJECTIONS = {
  luma: [0.299, 0.587, 0.114],
  blueness: [-0.168736, -0.331264, 0.5],
  redness: [0.5, -0.418688, -0.081312],
} as const;

/** Radius of a blur in pixels: three standard deviations. */
const reachOf = (sigma: number): number => Math.max(1, Math.floor(3 * sigma + 0.5));

/**
 * Records a loss that keeps light and dark, or warm and cold, in their places. It projects the colours of output and photo to one
 * number a pixel, blurs both, and takes 1 - their correlation, as a mean over the images.
 * @param photo a batch of the same shape, which does not learn
 * @param sigma standard deviation of the blur, in pixels
 */
export function colourCorrelationLoss(
  tape: Tape,
  output: Batch,
  photo: Batch,
  projection: keyof typeof PROJECTIONS,
  name: string,
  index: number,
  sigma = 8,
): void {
  const { images, shape } = output;
  const picture = () => tape.tensor(output.tensor.shape);
  const [RED, GREEN, BLUE] = PROJECTIONS[projection];
  const [numbers, rows, blurred] = [picture(), picture(), picture()];
  const row = (channels: number) => tape.tensor({ channels, height: 1, width: images });
  const [partials, slopes] = [row(4), row(4)];
  const project = (
    label: string,
    reads: Readonly<Record<string, Tensor>>,
    destination: Destination,
  ): LearningKernel => {
    const parameters = { RED, GREEN, BLUE, BACKWARD: 'gradient' in reads };
    return mapKernel({
      label,
      source: projectionSource,
      parameters,
      planes: images,
      shape,
      destination,
      bound: { reads },
    });
  };
  const blur = (source: Tensor, to: Tensor, isVertical: boolean, isBackward: boolean): LearningKernel =>
    blurKernel(`${name} blur`, images, shape, sigma, source, to, isVertical, isBackward);
  const correlation = sumKernel(tape, {
    label: `${name} correlation`,
    sources: [correlationSource],
    parameters: { AREA: shape.height * shape.width, IMAGES: images, LEAST },
    workgroups: [images, 1, 1],
    bound: { reads: { source: blurred }, writes: { partials, slopes } },
  });
  tape.record({
    inputs: [output, photo],
    forward: [
      project(`${name} ${projection}`, { values: output.tensor, targets: photo.tensor }, tensorOf(numbers)),
      blur(numbers, rows, false, false),
      blur(rows, blurred, true, false),
      correlation,
      finishKernel(tape, name, partials, images, {
        LOSS_INDEX: index,
        X_SCALE: 1 / images,
        Y_SCALE: 0,
        RELATIVE: false,
        LEAST,
      }),
    ],
    backward: (_gradient, share) => {
      const destination = share(output);
      if (!destination) return [];
      const [slope, columns, gradient] = [picture(), picture(), picture()];
      const start = mapKernel({
        label: `${name} gradient`,
        source: correlationGradientSource,
        parameters: { LOSS_INDEX: index },
        planes: images,
        shape,
        destination: tensorOf(slope),
        bound: { reads: { source: blurred, slopes }, externals: SHARES },
      });
      return [
        start,
        blur(slope, columns, true, true),
        blur(columns, gradient, false, true),
        project(`${name} ${projection} gradient`, { gradient }, destination),
      ];
    },
  });
}

function blurKernel(
  label: string,
  planes: number,
  shape: Batch['shape'],
  sigma: number,
  source: Tensor,
  to: Tensor,
  isVertical: boolean,
  isBackward: boolean,
): LearningKernel {
  return mapKernel({
    label,
    source: blurSource,
    parameters: {
      REACH: reachOf(sigma),
      SIZE: isVertical ? shape.height : shape.width,
      STEP: isVertical ? shape.width : 1,
      VERTICAL: isVertical,
      BACKWARD: isBackward,
    },
    planes,
    shape,
    destination: tensorOf(to),
    bound: { reads: { source }, constants: { taps: tapsOf(sigma) } },
  });
}

/** For each distance the weight of a Gaussian, and the sum of the weights from this distance to the radius. */
const tapsOf = (sigma: number): Parameter => ({
  key: `blur ${sigma}`,
  keepF32: true,
  build: () => {
    const weights = Array.from({ length: reachOf(sigma) + 1 }, (_, i) => Math.exp((-i * i) / (2 * sigma * sigma)));
    const whole = weights.reduce((sum, weight) => sum + 2 * weight, -weights[0]!);
    const tails = weights.map((_, i) => weights.slice(i).reduce((sum, weight) => sum + weight, 0));
    return Float32Array.from(weights.flatMap((weight, i) => [weight / whole, tails[i]! / whole, 0, 0]));
  },
});
