// What the viewer sees of a styled pixel: strength 0 is the original to the bit, 1 the style.
//
// Injected
//   functions  Settings (lib/settings.wgsl), finished (io/finish.wgsl)
//   bindings   settings: Settings

// A texel with the sharpness given back that the temporal blend took by interpolating: its difference from `mean`, that of the
// 3 x 3 texels around, is added once more, for the interpolated share (its alpha). Only the shown picture is sharpened, never
// the one kept for the next frame.
fn sharpened(texel: vec4f, mean: vec3f) -> vec3f {
  return saturate(texel.rgb + settings.sharpening * texel.a * (texel.rgb - mean));
}

// Colour of a pixel of the canvas. place: its centre in pixels of the canvas.
fn shown(original: vec3f, styled: vec3f, place: vec2f) -> vec4f {
  let drawn = finished(settings.finish, styled, place, settings.targetSize);
  return vec4f(mix(original, drawn, settings.strength), 1);
}
