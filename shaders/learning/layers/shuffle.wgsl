// Pixel shuffle and unshuffle. Each is the other's gradient: they only move values.
//
// Injected
//   bindings   source: array<vec4f>
//   constants  HEIGHT, WIDTH, CHANNELS, GROUPS: of the result; SOURCE_GROUPS; FACTOR
//   switches   UNSHUFFLE
//
// Shuffle: channel c at (y, x) comes from channel c * FACTOR^2 + y % FACTOR * FACTOR + x % FACTOR at (y, x) / FACTOR.

fn value(plane: u32, y: u32, x: u32) -> vec4f {
  let image = plane / GROUPS;
  var result = vec4f();
  for (var lane = 0u; lane < 4u; lane++) {
    let channel = plane % GROUPS * 4u + lane;
    if (channel < CHANNELS) {
//#if UNSHUFFLE
      let origin = channel / (FACTOR * FACTOR);
      let row = y * FACTOR + channel / FACTOR % FACTOR;
      let column = x * FACTOR + channel % FACTOR;
      let at = ((image * SOURCE_GROUPS + origin / 4u) * (HEIGHT * FACTOR) + row) * (WIDTH * FACTOR) + column;
//#else
      let origin = channel * (FACTOR * FACTOR) + y % FACTOR * FACTOR + x % FACTOR;
      let at = ((image * SOURCE_GROUPS + origin / 4u) * (HEIGHT / FACTOR) + y / FACTOR) * (WIDTH / FACTOR) + x / FACTOR;
//#end
      result[lane] = source[at][origin % 4u];
    }
  }
  return result;
}
