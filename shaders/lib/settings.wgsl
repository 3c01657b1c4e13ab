// The numbers of one frame that several kernels read: 40 bytes, written by src/engine/output/frame-settings.ts in this order.
//
// Injected: nothing. Kernels that include this file declare `var<uniform> settings: Settings`.

struct Settings {
  // 0 shows the original, 1 the styled picture.
  strength: f32,
  // Share of the last styled frame that the temporal blend keeps, 0 to 1.
  blend: f32,
  // Size of the target in pixels.
  targetSize: vec2f,
  // Share of the sharpness lost to the temporal blend that is given back, 0 to 2.
  sharpening: f32,
  // Share of the last frames' statistics that an instance norm keeps, 0 to 1.
  statisticsKept: f32,
  // Kind of the finish that the style adds on the paper (io/finish.wgsl).
  finish: u32,
  // 0 shows the style's colours, 1 the original's on the style's brightness.
  keptColours: f32,
  // -1 for the thinnest lines, 0 for the style's own, 1 for the heaviest.
  lineWeight: f32,
}
