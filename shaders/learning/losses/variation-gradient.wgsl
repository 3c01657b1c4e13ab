// Gradient of the total variation: how many neighbours lie below a value, less how many lie above.
//
// Injected
//   bindings   values: array<vec4f>; shares: array<vec4f>: the weight of each loss in the whole, in x
//   constants  HEIGHT, WIDTH; LOSS_INDEX; X_SCALE, Y_SCALE: as in finish.wgsl

fn value(plane: u32, y: u32, x: u32) -> vec4f {
  let at = (plane * HEIGHT + y) * WIDTH + x;
  let here = values[at];
  var down = vec4f();
  var along = vec4f();
  if (y > 0u) {
    down += sign(here - values[at - WIDTH]);
  }
  if (y + 1u < HEIGHT) {
    down += sign(here - values[at + WIDTH]);
  }
  if (x > 0u) {
    along += sign(here - values[at - 1u]);
  }
  if (x + 1u < WIDTH) {
    along += sign(here - values[at + 1u]);
  }
  return (down * X_SCALE + along * Y_SCALE) * shares[LOSS_INDEX].x;
}
