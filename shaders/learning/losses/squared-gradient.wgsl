// Gradient of a mean squared or relative loss.
//
// Injected
//   bindings   values, targets: array<vec4f>; shares: array<vec4f>: the weight of each loss in the whole, in x
//              with RELATIVE: totals: array<vec4f>: squared differences in x, squared targets in y
//   constants  HEIGHT, WIDTH; TARGET_VECTORS: after so many the targets repeat; LOSS_INDEX; X_SCALE, LEAST: as in finish.wgsl
//   switches   RELATIVE

fn value(plane: u32, y: u32, x: u32) -> vec4f {
  let at = (plane * HEIGHT + y) * WIDTH + x;
//#if RELATIVE
  let scale = 2 * shares[LOSS_INDEX].x / max(totals[0].y, LEAST);
//#else
  let scale = 2 * shares[LOSS_INDEX].x * X_SCALE;
//#end
  return (values[at] - targets[at % TARGET_VECTORS]) * scale;
}
