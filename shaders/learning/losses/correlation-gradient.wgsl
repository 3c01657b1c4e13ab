// Gradient of 1 - correlation by the first picture, in x.
//
// Injected
//   bindings   source, slopes: as in correlation.wgsl; shares: array<vec4f>: the weight of each loss in the whole, in x
//   constants  HEIGHT, WIDTH; LOSS_INDEX

fn value(plane: u32, y: u32, x: u32) -> vec4f {
  let slope = slopes[plane];
  let deviation = source[(plane * HEIGHT + y) * WIDTH + x].xy - slope.xy;
  return vec4f(dot(deviation, slope.wz) * shares[LOSS_INDEX].x, 0, 0, 0);
}
