// Origin of a crop.
// Injected: nothing.
struct Crop {
  photo: u32,
  top: u32,
  left: u32,
  flipped: u32,
  // 1 for the same part of the photo as the crop before it, moved by some pixels.
  moved: u32,
  // Seed and standard deviation of the noise that is added.
  seed: u32,
  noise: f32,
}
