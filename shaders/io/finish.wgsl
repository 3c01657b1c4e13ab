// Finishes a drawing on its paper: printed dots, washes, grain, strokes of graphite. A finish depends only on the drawn
// colour and on the place on the paper. Dots and grain therefore stand still while the scene moves.
//
// Injected
//   switches   ANY: draws every kind; else DRAWN: draws one kind other than none
//   texts      $FINISH: that kind's colour, without ANY. Drivers compile all kinds for much longer than one
//
// finished(kind, colour, place, size) -> vec3f: one of the kinds below; colour in 0..1; place in the target and size of the
// target in pixels. The kind is data, the same for all pixels of a frame, so that all styles share one pipeline.

const NONE = 0u;
const SCREENTONE = 1u;
const HALFTONE = 2u;
const WATERCOLOUR = 3u;
const GRAPHITE = 4u;

const TURN = 6.2831853;

fn luma(colour: vec3f) -> f32 {
  return dot(colour, vec3f(0.299, 0.587, 0.114));
}

//#if DRAWN
// Odd polynomial of the share of a screen's cell below a height of its wave, least squares, within 0.02.
const SHARE_1 = 0.7872;
const SHARE_3 = -0.641;
const SHARE_5 = 0.3737;

// Hashes a lattice point to [0, 1): PCG in two dimensions (Jarzynski and Olano 2020).
fn hash(point: vec2i, seed: u32) -> f32 {
  var v = vec2u(point) * 1664525u + 1013904223u + seed;
  v.x += v.y * 1664525u;
  v.y += v.x * 1664525u;
  v ^= v >> vec2u(16u);
  v.x += v.y * 1664525u;
  v.y += v.x * 1664525u;
  v ^= v >> vec2u(16u);
  return f32(v.x >> 8u) / 16777216.0;
}

// Smooth noise of mean 0 and deviation about 1 that changes over one unit of `place`.
fn noise(place: vec2f, seed: u32) -> f32 {
  let corner = floor(place);
  let at = vec2i(corner);
  let f = place - corner;
  let w = f * f * f * (f * (f * 6 - 15) + 10);
  let top = mix(hash(at, seed), hash(at + vec2i(1, 0), seed), w.x);
  let bottom = mix(hash(at + vec2i(0, 1), seed), hash(at + vec2i(1, 1), seed), w.x);
  return (mix(top, bottom, w.y) - 0.5) * 4.42;
}

// The tooth of rough paper, mean 0, deviation about 1. unit: a 384th of the short side, in pixels.
fn grain(place: vec2f, unit: f32, seed: u32) -> f32 {
  return 0.75 * noise(place / (1.8 * unit), seed) + 0.5 * noise(place / (4.8 * unit), seed + 1u);
}

// Threshold of a screen of dots: 0 in the middle of a dot, 1 between dots. Ink covers the places whose threshold is below the
// darkness, so that its share of the paper equals the darkness.
fn dots(place: vec2f, distance: f32, angle: f32) -> f32 {
  let turn = TURN / distance;
  let u = dot(place, vec2f(cos(angle), sin(angle))) * turn;
  let v = dot(place, vec2f(-sin(angle), cos(angle))) * turn;
  let x = -0.5 * (cos(u) + cos(v));
  return saturate(0.5 + x * (SHARE_1 + x * x * (SHARE_3 + x * x * SHARE_5)));
}

// Coverage of ink where a screen of dots at `distance` pixels prints a darkness.
fn screened(darkness: f32, threshold: f32, distance: f32) -> f32 {
  return saturate(0.5 + (darkness - threshold) * distance * 0.5);
}

// Distance of a screen's dots in pixels: at least 4, so that they can be seen.
fn dotDistance(size: vec2f, fineness: f32) -> f32 {
  return max(4.0, min(size.x, size.y) / fineness);
}

// Manga: greys become dots; nearly black and nearly white areas stay solid.
fn screentone(colour: vec3f, place: vec2f, size: vec2f) -> vec3f {
  let distance = dotDistance(size, 90.0);
  let grey = luma(colour);
  let darkness = smoothstep(-0.93, -0.10, -grey);
  let ink = screened(darkness * 0.92, dots(place, distance, TURN / 8), distance) * smoothstep(-0.93, -0.86, -grey);
  let black = max(ink, smoothstep(-0.33, -0.22, -grey));
  return vec3f(mix(0.985, 0.04, black));
}

// Comic: dots of a darker ink in the middle tones.
fn halftone(colour: vec3f, place: vec2f, size: vec2f) -> vec3f {
  let distance = dotDistance(size, 80.0);
  let y = luma(colour);
  let shade = smoothstep(-0.66, -0.40, -y) * smoothstep(0.12, 0.22, y);
  let dot = screened(0.55 * shade, dots(place, distance, 0.471), distance) * smoothstep(0.02, 0.2, shade);
  return colour * (1 - dot * vec3f(0.34, 0.38, 0.26));
}

// Watercolour: washes pool and bloom, pigment settles in the tooth of the paper.
fn watercolour(colour: vec3f, place: vec2f, size: vec2f) -> vec3f {
  let paper = vec3f(0.985, 0.972, 0.94);
  let unit = min(size.x, size.y) / 384;
  let density = saturate(1 - luma(colour) / 0.97);
  let pool = 0.55 * noise(place / (58 * unit), 31u) + 0.45 * noise(place / (20 * unit), 32u);
  let drop = noise(place / (40 * unit), 33u) / 0.09;
  let wet = smoothstep(0.02, 0.25, density) * (1 - smoothstep(0.6, 0.85, density));
  let strength = (0.16 * pool + 0.10 * exp(-drop * drop) + 0.055 * grain(place, unit, 5u)) * wet;
  let washed = paper * pow(clamp(colour / paper, vec3f(0.02), vec3f(1)), vec3f(1 + 1.6 * strength));
  return saturate(washed * (1 - 0.012 * grain(place, unit, 41u)));
}

// Threshold of slightly wavering parallel strokes: 0 on a stroke, 1 between two.
fn strokes(place: vec2f, distance: f32, angle: f32, seed: u32) -> f32 {
  let waver = noise(place / (20 * distance), seed) * 0.8 * distance;
  let across = dot(place, vec2f(-sin(angle), cos(angle))) + waver;
  return 0.5 - 0.5 * cos(across * TURN / distance);
}

// Pencil: tone becomes strokes that catch the tooth of the paper, crossed where it is dark.
fn graphite(colour: vec3f, place: vec2f, size: vec2f) -> vec3f {
  let paper = vec3f(0.965, 0.955, 0.93);
  let lead = vec3f(0.16, 0.16, 0.172);
  let short = min(size.x, size.y);
  let distance = max(2.6, short / 150);
  let dark = saturate((0.955 - luma(colour)) / 0.815);
  let tooth = 0.10 * grain(place, short / 384, 61u);
  let first = strokes(place, distance, -0.908, 62u);
  let second = strokes(place, distance * 1.15, -0.349, 63u);
  let stroke = smoothstep(-0.08, 0.24, dark * 1.15 - first * 0.8 + tooth) * smoothstep(0.03, 0.14, dark);
  let cross = smoothstep(-0.05, 0.25, dark - 0.40 - second * 0.5 + tooth);
  let firm = smoothstep(0.72, 0.95, dark) * saturate(0.95 + tooth);
  let cover = max(max(0.8 * stroke * (0.3 + 0.7 * dark), 0.8 * cross), firm);
  return mix(paper, lead, saturate(cover + 0.10 * dark));
}

//#end
fn finished(kind: u32, colour: vec3f, place: vec2f, size: vec2f) -> vec3f {
//#if ANY
  switch kind {
    case SCREENTONE: {
      return screentone(colour, place, size);
    }
    case HALFTONE: {
      return halftone(colour, place, size);
    }
    case WATERCOLOUR: {
      return watercolour(colour, place, size);
    }
    case GRAPHITE: {
      return graphite(colour, place, size);
    }
    default: {
      return colour;
    }
  }
//#else
  return $FINISH;
//#end
}
