// A copy, or the sum of two pictures.
//
// Injected
//   bindings   left: array<vec4f>; with TWO: right: array<vec4f>
//   constants  HEIGHT, WIDTH
//   switches   TWO
//   texts      $RIGHT: the binding of the second picture

fn value(plane: u32, y: u32, x: u32) -> vec4f {
  let at = (plane * HEIGHT + y) * WIDTH + x;
//#if TWO
  return left[at] + $RIGHT[at];
//#else
  return left[at];
//#end
}
