// Folds the gradient of a padded picture back onto the picture: each pixel takes the shares of all its copies in the padding.
//
// Injected
//   bindings   padded: array<vec4f>
//   functions  mirrored (../../lib/mirrored.wgsl)
//   constants  HEIGHT, WIDTH: of the picture; PADDING: rows and columns added on each side

fn value(plane: u32, y: u32, x: u32) -> vec4f {
  var sum = vec4f();
  // Copies lie within PADDING of the border, so only pixels that are near to it have more than one.
  let rows = candidates(i32(y), HEIGHT);
  let columns = candidates(i32(x), WIDTH);
  for (var row = rows.x; row <= rows.y; row++) {
    if (mirrored(row, HEIGHT) == y) {
      for (var column = columns.x; column <= columns.y; column++) {
        if (mirrored(column, WIDTH) == x) {
          let at = (plane * (HEIGHT + 2 * PADDING) + u32(row + PADDING)) * (WIDTH + 2 * PADDING) + u32(column + PADDING);
          sum += padded[at];
        }
      }
    }
  }
  return sum;
}

// First and last place that may stand for a position: the position itself, and the padding of a border within reach.
fn candidates(position: i32, size: i32) -> vec2i {
  return vec2i(
    select(position, -PADDING, position <= PADDING),
    select(position, size - 1 + PADDING, position >= size - 1 - PADDING),
  );
}
