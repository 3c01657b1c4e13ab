// Padding of convolutions along one axis.
//
// Injected switch: REFLECT, mirrors positions beyond the border around the border pixel; without it they repeat that pixel.

// Maps a padded position to the input position it stands for, 0 to size - 1.
fn mirrored(position: i32, size: i32) -> u32 {
//#if REFLECT
  return u32(clamp(size - 1 - abs(size - 1 - abs(position)), 0, size - 1));
//#else
  return u32(clamp(position, 0, size - 1));
//#end
}
