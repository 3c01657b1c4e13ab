// The styled picture in a buffer: RGBA, 8 bits a channel packed into a u32, in rows of whole 256 bytes, which copies to
// textures need (`rowOf` in src/engine/output/temporal-stage.ts).
//
// Injected: nothing.

// Index of a pixel; `width` is that of the picture in pixels.
fn styledIndex(at: vec2u, width: u32) -> u32 {
  return at.y * ((width + 63) / 64 * 64) + at.x;
}
