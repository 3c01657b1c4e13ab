// Origin of a crop.
// Injected: nothing.
struct Crop {
  photo: u32,
  top: u32,
  left: u32,
  flipped: u32,
  // Seed and standard deviation of the noise that is added.
  seed: u32,
  noise: f32,
}
