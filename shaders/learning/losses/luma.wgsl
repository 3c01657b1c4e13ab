// Luma of two pictures side by side, and the gradient of the first.
//
// Injected
//   bindings   values, targets: array<vec4f>: RGB; with BACKWARD instead gradient: array<vec4f>, of the first luma in x
//   constants  HEIGHT, WIDTH
//   switches   BACKWARD
//
// Layout of the result: the first picture's luma in x, the second's in y; with BACKWARD RGB.

// Rec. 601.
const LUMA = vec4f(0.299, 0.587, 0.114, 0);

fn value(plane: u32, y: u32, x: u32) -> vec4f {
  let at = (plane * HEIGHT + y) * WIDTH + x;
//#if BACKWARD
  return gradient[at].x * LUMA;
//#else
  return vec4f(dot(values[at], LUMA), dot(targets[at], LUMA), 0, 0);
//#end
}
