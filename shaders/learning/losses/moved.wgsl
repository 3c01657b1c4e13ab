// Where two crops of one photo show the same thing.
//
// Injected
//   bindings   crops: array<Crop> (../crop-data.wgsl)
//   constants  HEIGHT, WIDTH: of a crop; MARGIN: pixels along the edges that do not count, because padding changes them

// Adds up to the place in the crop `other` of what the crop `one` shows.
fn offsetBetween(one: Crop, other: Crop) -> vec2i {
  let along = i32(one.left) - i32(other.left);
  return vec2i(select(along, -along, one.flipped != 0), i32(one.top) - i32(other.top));
}

fn isInside(place: vec2i) -> bool {
  return all(place >= vec2i(MARGIN)) && all(place < vec2i(WIDTH, HEIGHT) - MARGIN);
}
