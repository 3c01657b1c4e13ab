// Converts video planes (Y, and chroma at half size) to RGB at the frame's size.
//
// Injected
//   switches   BIPLANAR: chroma lies in one plane (NV12), else in two (I420)
//   functions  toSrgb (lib/primaries.wgsl)
//   bindings   conversion: rows of the affine map, R, G, B = conversion[i] . (Y, Cb, Cr, 1) on texture values in 0..1, which
//              covers any matrix and range; then rows of the map from the video's primaries to those of sRGB, which have a 1
//              at their end, or zeros where the primaries are those of sRGB
//              luma: r8unorm at the frame's size; chroma: rg8unorm Cb and Cr, or r8unorm Cb; chromaRed: r8unorm Cr
//              rgb: rgba8unorm storage texture (written)
//
// main: a thread makes one pixel of `rgb`, in workgroups of 16 x 16.

@group(0) @binding(0) var<uniform> conversion: array<vec4f, 6>;
@group(0) @binding(1) var luma: texture_2d<f32>;
@group(0) @binding(2) var rgb: texture_storage_2d<rgba8unorm, write>;
@group(0) @binding(3) var chroma: texture_2d<f32>;
//#if BIPLANAR

// Cb and Cr of NV12: bilinear, samples sited at the centre of their 2 x 2 pixels, as the browser's GPU path does it.
fn chromaAt(pixel: vec2u) -> vec2f {
  let last = vec2i(textureDimensions(chroma)) - 1;
  let position = (vec2f(pixel) + 0.5) * 0.5 - 0.5;
  let corner = vec2i(floor(position));
  let weight = position - floor(position);
  let topLeft = textureLoad(chroma, clamp(corner, vec2i(0), last), 0).rg;
  let topRight = textureLoad(chroma, clamp(corner + vec2i(1, 0), vec2i(0), last), 0).rg;
  let bottomLeft = textureLoad(chroma, clamp(corner + vec2i(0, 1), vec2i(0), last), 0).rg;
  let bottomRight = textureLoad(chroma, clamp(corner + vec2i(1, 1), vec2i(0), last), 0).rg;
  return mix(mix(topLeft, topRight, weight.x), mix(bottomLeft, bottomRight, weight.x), weight.y);
}
//#else
@group(0) @binding(4) var chromaRed: texture_2d<f32>;

// Cb and Cr of I420: nearest, as the browser's software path shows such frames.
fn chromaAt(pixel: vec2u) -> vec2f {
  return vec2f(textureLoad(chroma, pixel / 2u, 0).r, textureLoad(chromaRed, pixel / 2u, 0).r);
}
//#end

@compute @workgroup_size(16, 16)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(rgb);
  if (id.x < size.x && id.y < size.y) {
    let sample = vec4f(textureLoad(luma, id.xy, 0).r, chromaAt(id.xy), 1);
    var color = vec3f(dot(conversion[0], sample), dot(conversion[1], sample), dot(conversion[2], sample));
    if (conversion[3].w != 0) {
      color = toSrgb(color, conversion[3].xyz, conversion[4].xyz, conversion[5].xyz);
    }
    textureStore(rgb, id.xy, vec4f(color, 1));
  }
}
