// Gradient of the mean squared difference between pictures of crops and pictures of the same crops moved.
//
// Injected
//   bindings   values: array<vec4f>: RGB; crops: array<Crop> (../crop-data.wgsl)
//              totals: array<vec4f>: squared differences in x, compared values in y
//              shares: array<vec4f>: the weight of each loss in the whole, in x
//   functions  offsetBetween, isInside (moved.wgsl)
//   constants  HEIGHT, WIDTH: of a crop; IMAGES; LOSS_INDEX; LEAST: smallest denominator

fn value(plane: u32, y: u32, x: u32) -> vec4f {
  var other = plane;
  if (crops[plane].moved != 0) {
    other = plane - 1;
  } else if (plane + 1 < IMAGES && crops[min(plane + 1, IMAGES - 1)].moved != 0) {
    other = plane + 1;
  }
  let here = vec2i(vec2u(x, y));
  let there = here + offsetBetween(crops[plane], crops[other]);
  if (other == plane || !isInside(here) || !isInside(there)) {
    return vec4f();
  }
  let difference = values[(plane * HEIGHT + y) * WIDTH + x] - values[(other * HEIGHT + u32(there.y)) * WIDTH + u32(there.x)];
  return difference * (2 * shares[LOSS_INDEX].x / max(totals[0].y, LEAST));
}
