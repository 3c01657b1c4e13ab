// Where a pixel of the styled picture lies in its buffer: 8 bits a channel, rows of whole 256 bytes, as copies to textures ask.
fn styledIndex(at: vec2u, width: u32) -> u32 {
  return at.y * ((width + 63) / 64 * 64) + at.x;
}
