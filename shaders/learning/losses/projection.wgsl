// One number of each pixel's colour, such as luma, of two pictures side by side; and the gradient of the first.
//
// Injected
//   bindings   values, targets: array<vec4f>: RGB; with BACKWARD instead gradient: array<vec4f>, of the first number in x
//   constants  HEIGHT, WIDTH; RED, GREEN, BLUE: share of each in the number
//   switches   BACKWARD
//
// Layout of the result: the first picture's number in x, the second's in y; with BACKWARD RGB.

const SHARES = vec4f(RED, GREEN, BLUE, 0);

fn value(plane: u32, y: u32, x: u32) -> vec4f {
  let at = (plane * HEIGHT + y) * WIDTH + x;
//#if BACKWARD
  return gradient[at].x * SHARES;
//#else
  return vec4f(dot(values[at], SHARES), dot(targets[at], SHARES), 0, 0);
//#end
}
