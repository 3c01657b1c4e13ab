// Mixes the styled picture with the original: strength 0 gives exactly the original, strength 1 the style.
//
// Injected
//   switches   SHARPENED: the styled picture may have lost sharpness to the temporal blend
//   functions  Settings (lib/settings.wgsl); sharpened, shown, withLine (io/shown.wgsl)
//   bindings   settings; original: texture_2d<f32>, the frame at its own size
//              styled: texture_2d<f32>, the styled picture; its alpha is the share of a pixel that the temporal blend
//              interpolated (temporal/resolve.wgsl)
//              seen: texture_2d<f32>, the network's input: the original at the size of the styled picture
//              linear: sampler
//
// vertex: one triangle that covers the target. fragment: one pixel of the target, whose size is settings.targetSize.
//
// Used for targets on which temporal/resolve.wgsl cannot show the picture itself, and for pictures that are shown once more.

@group(0) @binding(0) var<uniform> settings: Settings;
@group(0) @binding(1) var original: texture_2d<f32>;
@group(0) @binding(2) var styled: texture_2d<f32>;
@group(0) @binding(3) var seen: texture_2d<f32>;
@group(0) @binding(4) var linear: sampler;

// Spatial spread of the upsampling filter in texels; its colour spread in units of the three colours together.
const SPREAD = 0.6;
const LIKENESS = 0.1;
// Least weight of colour likeness. If no neighbour has a similar colour, all of them count by distance alone.
const LEAST = 0.001;

@vertex
fn vertex(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
  return vec4f(f32(index & 1u) * 4 - 1, f32(index >> 1u) * 4 - 1, 0, 1);
}

fn isTargetSized(size: vec2u) -> bool {
  return all(vec2f(size) == settings.targetSize);
}

fn styledTexel(at: vec2i) -> vec4f {
  return textureLoad(styled, clamp(at, vec2i(), vec2i(textureDimensions(styled)) - 1), 0);
}

// Texels around a pixel that its lines depend on: none where lines stay as they are. A driver that does not know the number cannot
// write the loop out, so the shader compiles sooner; the first picture waits for it.
fn lineTexels() -> i32 {
  return select(9, 0, settings.lineWeight == 0);
}

// A texel, sharpened, with the lines' weight.
fn shownTexel(at: vec2i) -> vec3f {
  let texel = styledTexel(at);
  var colour = texel.rgb;
//#if SHARPENED
  if (texel.a > 0) {
    var sum = vec3f();
    for (var n = 0; n < 9; n++) {
      sum += styledTexel(at + vec2i(n % 3, n / 3) - 1).rgb;
    }
    colour = sharpened(texel, sum / 9);
  }
//#end
  var weighted = colour;
  for (var n = 0; n < lineTexels(); n++) {
    let far = vec2i(n % 3, n / 3) - 1;
    weighted = withLine(weighted, colour, styledTexel(at + far).rgb, vec2f(far));
  }
  return weighted;
}

// The frame at a position of the target: the texel itself where the sizes agree, else interpolated.
fn originalAt(position: vec2f) -> vec4f {
  if (isTargetSized(textureDimensions(original))) {
    return textureLoad(original, vec2u(position), 0);
  }
  return textureSampleLevel(original, linear, position / settings.targetSize, 0);
}

// The styled picture at a position of the target whose original is `guide`: the texel itself where the sizes agree, else a mean
// of the 3 x 3 texels around. Each counts by its distance and by the likeness of the network's input there to the guide, which
// keeps edges as sharp as the original's (joint bilateral upsampling, Kopf et al. 2007).
fn styledAt(position: vec2f, guide: vec3f) -> vec3f {
  if (isTargetSized(textureDimensions(seen))) {
    return shownTexel(vec2i(position));
  }
  let size = vec2f(textureDimensions(seen));
  let center = position / settings.targetSize * size - 0.5;
  let nearest = round(center);
  var sum = vec4f();
  for (var y = -1; y <= 1; y++) {
    for (var x = -1; x <= 1; x++) {
      let texel = nearest + vec2f(f32(x), f32(y));
      let at = vec2u(clamp(texel, vec2f(), size - 1));
      let far = texel - center;
      let unlike = textureLoad(seen, at, 0).rgb - guide;
      let likeness = exp(-dot(unlike, unlike) / (2 * LIKENESS * LIKENESS));
      let weight = exp(-dot(far, far) / (2 * SPREAD * SPREAD)) * max(likeness, LEAST);
      sum += weight * vec4f(textureLoad(styled, at, 0).rgb, 1);
    }
  }
  let colour = sum.rgb / sum.w;
  var weighted = colour;
  for (var n = 0; n < lineTexels(); n++) {
    let texel = nearest + vec2f(f32(n % 3), f32(n / 3)) - 1;
    weighted = withLine(weighted, colour, styledTexel(vec2i(texel)).rgb, texel - center);
  }
  return weighted;
}

@fragment
fn fragment(@builtin(position) position: vec4f) -> @location(0) vec4f {
  let guide = originalAt(position.xy);
  return shown(guide, styledAt(position.xy, guide.rgb), position.xy);
}
