// Pictures or other values from a buffer of the caller.
//
// Injected
//   bindings   given: array<vec4f>
//   constants  HEIGHT, WIDTH

fn value(plane: u32, y: u32, x: u32) -> vec4f {
  return given[(plane * HEIGHT + y) * WIDTH + x];
}
