// Instance norm with scale and shift, and the gradient of its input.
//
// Injected
//   bindings   source: array<vec4f>: the input; moments: array<vec4f>, per plane a mean and an inverse deviation
//              with AFFINE: scale: array<vec4f>, and without BACKWARD shift: array<vec4f>, one for each group
//              with BACKWARD: gradient: array<vec4f>: of the result; sums: array<vec4f>, per plane the sum of the gradient and
//              that of gradient x normalised value
//   constants  HEIGHT, WIDTH, GROUPS
//   switches   AFFINE, BACKWARD

fn value(plane: u32, y: u32, x: u32) -> vec4f {
  let at = (plane * HEIGHT + y) * WIDTH + x;
  let deviation = moments[plane * 2u + 1u];
  let normalised = (source[at] - moments[plane * 2u]) * deviation;
//#if BACKWARD
  // Take out what a shift and a stretch of the input would have changed: the norm undoes both.
  let along = (sums[plane * 2u] + normalised * sums[plane * 2u + 1u]) / (HEIGHT * WIDTH);
  let result = (gradient[at] - along) * deviation;
//#if AFFINE
  return result * scale[plane % GROUPS];
//#else
  return result;
//#end
//#else
//#if AFFINE
  return normalised * scale[plane % GROUPS] + shift[plane % GROUPS];
//#else
  return normalised;
//#end
//#end
}
