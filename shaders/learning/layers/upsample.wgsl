// Nearest upsampling by 2, and its gradient.
//
// Injected
//   bindings   source: array<vec4f>: the picture, or with BACKWARD the gradient of the upsampled one
//   constants  HEIGHT, WIDTH: of the result
//   switches   BACKWARD

fn value(plane: u32, y: u32, x: u32) -> vec4f {
//#if BACKWARD
  let at = (plane * (HEIGHT * 2) + y * 2u) * (WIDTH * 2) + x * 2u;
  return source[at] + source[at + 1u] + source[at + WIDTH * 2] + source[at + WIDTH * 2 + 1];
//#else
  return source[(plane * (HEIGHT / 2) + y / 2u) * (WIDTH / 2) + x / 2u];
//#end
}
