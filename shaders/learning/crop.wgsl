// Cuts crops out of photos and mirrors those that are flipped.
//
// Injected
//   bindings   photos: array<u32>: RGBA bytes, [photo][y][x]
//              crops: array<Crop> (crop-data.wgsl)
//   constants  HEIGHT, WIDTH: of a crop; SIDE: rows and columns of a photo

fn value(plane: u32, y: u32, x: u32) -> vec4f {
  let crop = crops[plane];
  let column = crop.left + select(x, WIDTH - 1 - x, crop.flipped != 0);
  let rgba = unpack4x8unorm(photos[(crop.photo * SIDE + crop.top + y) * SIDE + column]);
  return vec4f(rgba.rgb, 0);
}
