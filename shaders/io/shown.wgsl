// Computes the displayed colour of a styled pixel: strength 0 gives exactly the original, strength 1 the style.
//
// Injected
//   functions  Settings (lib/settings.wgsl); finished, luma (io/finish.wgsl)
//   bindings   settings: Settings

// Sharpens a texel, because the temporal blend has softened it by interpolation. It adds the texel's difference from `mean`
// (of the 3 x 3 texels around it), weighted by the interpolated share in its alpha. Only the displayed picture is sharpened,
// never the one kept for the next frame.
fn sharpened(texel: vec4f, mean: vec3f) -> vec3f {
  return saturate(texel.rgb + settings.sharpening * texel.a * (texel.rgb - mean));
}

// Makes lines heavier or thinner: a pixel takes on the colour of a neighbour that is darker, or lighter, the more the closer
// it is. Call it for every texel within 1.5 texels of the pixel, beginning with `weighted` = `colour`.
// colour: the pixel's own; weighted: the result of the calls before; far: from the pixel to the neighbour, in texels.
fn withLine(weighted: vec3f, colour: vec3f, near: vec3f, far: vec2f) -> vec3f {
  let share = abs(settings.lineWeight) * (1 - smoothstep(0.8, 1.5, length(far)));
  let candidate = mix(colour, near, share);
  return select(weighted, candidate, (luma(candidate) - luma(weighted)) * settings.lineWeight < 0);
}

// The colours of `original` on the brightness of `drawn`, as strong as the colour space allows there.
fn recoloured(drawn: vec3f, original: vec3f) -> vec3f {
  let brightness = luma(drawn);
  let chroma = original - luma(original);
  let room = select(vec3f(brightness), vec3f(1 - brightness), chroma > vec3f());
  let most = room / max(abs(chroma), vec3f(1e-4));
  return brightness + chroma * min(1.0, min(most.r, min(most.g, most.b)));
}

// Colour of a pixel of the canvas, as transparent as the original and multiplied by its alpha, as canvases take it.
// place: its centre in pixels of the canvas.
fn shown(original: vec4f, styled: vec3f, place: vec2f) -> vec4f {
  let finish = finished(settings.finish, styled, place, settings.targetSize);
  let drawn = mix(finish, recoloured(finish, original.rgb), settings.keptColours);
  return vec4f(mix(original.rgb, drawn, settings.strength) * original.a, original.a);
}
