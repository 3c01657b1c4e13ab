// Maximum of every 2 x 2 pixels; an odd last row or column is left out. The gradient goes to the first of the largest.
//
// Injected
//   bindings   source: array<vec4f>: the picture; with BACKWARD also pooled: array<vec4f>, the gradient of the result
//   constants  HEIGHT, WIDTH: of the result of the kernel
//              SOURCE_HEIGHT, SOURCE_WIDTH, POOLED_HEIGHT, POOLED_WIDTH: of the picture and of its maxima
//   switches   BACKWARD

fn value(plane: u32, y: u32, x: u32) -> vec4f {
//#if BACKWARD
  if (y / 2u >= POOLED_HEIGHT || x / 2u >= POOLED_WIDTH) {
    return vec4f();
  }
//#end
//#if BACKWARD
  let top = (plane * SOURCE_HEIGHT + y / 2u * 2u) * SOURCE_WIDTH + x / 2u * 2u;
//#else
  let top = (plane * SOURCE_HEIGHT + y * 2u) * SOURCE_WIDTH + x * 2u;
//#end
  let a = source[top];
  let b = source[top + 1u];
  let c = source[top + SOURCE_WIDTH];
  let d = source[top + SOURCE_WIDTH + 1];
  let most = max(max(a, b), max(c, d));
//#if BACKWARD
  let first = select(select(select(vec4u(3u), vec4u(2u), c == most), vec4u(1u), b == most), vec4u(0u), a == most);
  let gradient = pooled[(plane * POOLED_HEIGHT + y / 2u) * POOLED_WIDTH + x / 2u];
  return select(vec4f(), gradient, first == vec4u(y % 2u * 2u + x % 2u));
//#else
  return most;
//#end
}
