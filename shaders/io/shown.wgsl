// Computes the displayed colour of a styled pixel: strength 0 gives exactly the original, strength 1 the style.
//
// Injected
//   functions  Settings (lib/settings.wgsl), finished (io/finish.wgsl)
//   bindings   settings: Settings

// Sharpens a texel, because the temporal blend has softened it by interpolation. It adds the texel's difference from `mean`
// (of the 3 x 3 texels around it), weighted by the interpolated share in its alpha. Only the displayed picture is sharpened,
// never the one kept for the next frame.
fn sharpened(texel: vec4f, mean: vec3f) -> vec3f {
  return saturate(texel.rgb + settings.sharpening * texel.a * (texel.rgb - mean));
}

// Colour of a pixel of the canvas, as transparent as the original and multiplied by its alpha, as canvases take it.
// place: its centre in pixels of the canvas.
fn shown(original: vec4f, styled: vec3f, place: vec2f) -> vec4f {
  let drawn = finished(settings.finish, styled, place, settings.targetSize);
  return vec4f(mix(original.rgb, drawn, settings.strength) * original.a, original.a);
}
