// Bilinear interpolation on a grid of values that lies in a buffer row by row.
//
// Injected: nothing.

// Indices of the four values around a position (top left, top right, bottom left, bottom right), counted from the grid's first
// value, and the weights of the right and the bottom ones. A position beyond the border counts as on the border.
struct Between {
  at: vec4i,
  weight: vec2f,
}

fn between(position: vec2f, size: vec2i) -> Between {
  let last = size - 1;
  let inside = clamp(position, vec2f(), vec2f(last));
  let corner = vec2i(inside);
  let far = min(corner + 1, last);
  let rows = vec2i(corner.y, far.y) * size.x;
  return Between(vec4i(rows.x + vec2i(corner.x, far.x), rows.y + vec2i(corner.x, far.x)), inside - vec2f(corner));
}
