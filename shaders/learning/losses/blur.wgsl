// Gaussian blur along one axis, edges repeated, and its gradient.
//
// Injected
//   bindings   source: array<vec4f>; taps: array<vec4f>: for each distance 0 ... REACH the weight in x, and in y the sum of the
//              weights from there on
//   constants  HEIGHT, WIDTH; SIZE, STEP: length of the axis, and vectors from one place on it to the next; REACH
//   switches   VERTICAL, BACKWARD

fn value(plane: u32, y: u32, x: u32) -> vec4f {
//#if VERTICAL
  let here = i32(y);
  let start = plane * (HEIGHT * WIDTH) + x;
//#else
  let here = i32(x);
  let start = (plane * HEIGHT + y) * WIDTH;
//#end
  var sum = vec4f();
//#if BACKWARD
  for (var place = max(here - REACH, 0); place <= min(here + REACH, SIZE - 1); place++) {
    let tap = taps[abs(place - here)];
    // The edge is read for all that lies beyond it, too.
    let weight = select(tap.x, tap.y, here == 0 || here == SIZE - 1);
    sum += source[start + u32(place) * STEP] * weight;
  }
//#else
  for (var distance = -REACH; distance <= REACH; distance++) {
    let place = clamp(here + distance, 0, SIZE - 1);
    sum += source[start + u32(place) * STEP] * taps[abs(distance)].x;
  }
//#end
  return sum;
}
