// Turns the network's output into the styled picture, steadied in time where asked: mixes a pixel with its colour in the last
// styled frame, at the place that the video has moved it from (temporal/motion.wgsl).
//
// Injected
//   switches   SHOWN: also shows the picture on a canvas of the picture's size (group 1), which spares a pass
//   texts      $FORMAT: of that canvas
//   bindings   frame: texture_2d<f32>, the network's input; now, before: array<f32>, luma pyramids of this and the last frame
//              vectors: array<vec2f>, motion; history: texture_2d<f32>, the last styled frame
//              picture: rgba8unorm storage texture (written), the styled picture: the next frame's history. Its alpha is the
//              share of a pixel that came from between pixels and so lost sharpness
//              settings: Settings (lib/settings.wgsl); and the buffers that `source` reads
//   functions  source(group, y, x) -> vec4f: the network's output, RGB in group 0
//              between (lib/bilinear.wgsl); with SHOWN: sharpened, shown, withLine (io/shown.wgsl)
//
// main: a thread makes one pixel, in workgroups of 16 x 16.
//
// A pixel is mixed only where the video itself shows the same thing in both places: the difference between the frame's luma and
// the last one's, moved, must be small beside the contrast around, because no motion is exact to the pixel and edges show it.
// The comparison uses means of 3 x 3 values of the pyramids' first level: noise averages out, a newly uncovered background does
// not. The last frame's colours are clamped to near those around the pixel now, so that no line stays behind (Karis 2014,
// neighbourhood clamping).

// In 0..1: up to a mean difference of NOISE + CONTRAST_SHARE of the contrast the last frame counts in full, from twice that on
// not at all.
const NOISE = 3.0 / 255.0;
const CONTRAST_SHARE = 0.25;
// Distance, in 0..1, that the last frame's colours may lie outside of those around: it averages flicker of flat places too.
const SLACK = 4.0 / 255.0;
// In pixels a frame: less counts as no motion, and the last frame need not be interpolated.
const STILL = 0.12;
// Values of the half-size level that share a vector of motion.wgsl's finest level, in either direction.
const CELL = 4;

const TILE = 16;
//#if SHOWN
// Sharpening and the weight of lines look at the pixels around: a tile computes those beyond its border too.
const HALO = 1;

// The canvas; a texture of another size stands for none.
@group(1) @binding(0) var canvas: texture_storage_2d<$FORMAT, write>;
//#else
const HALO = 0;
//#end
// A tile at half size, with the margins that its changes and the values under them need.
const HALF = TILE / 2;
const REACH = HALO + 1;
const AROUND = HALF + 2 * REACH;
const FIELD = AROUND + 2;
const DRAWN = TILE + 2 * REACH;
const STEADY = TILE + 2 * HALO;

var<workgroup> values: array<f32, FIELD * FIELD>;
var<workgroup> differences: array<f32, FIELD * FIELD>;
var<workgroup> changes: array<f32, AROUND * AROUND>;
var<workgroup> drawn: array<vec3f, DRAWN * DRAWN>;
// The styled picture, packed as the texture stores it.
var<workgroup> steady: array<u32, STEADY * STEADY>;

fn drawnAt(at: vec2i) -> vec3f {
  return clamp(source(0u, u32(at.y), u32(at.x)).rgb, vec3f(), vec3f(1));
}

fn halfSize() -> vec2i {
  return vec2i(textureDimensions(frame) + 1) / 2;
}

// Motion at a place of the half-size level, in its values: interpolated between the vectors of the cells around.
fn motionAt(place: vec2f) -> vec2f {
  let near = between((place + 0.5) / CELL - 0.5, (halfSize() - 1) / CELL + 1);
  let top = mix(vectors[near.at.x], vectors[near.at.y], near.weight.x);
  let bottom = mix(vectors[near.at.z], vectors[near.at.w], near.weight.x);
  let motion = mix(top, bottom, near.weight.y);
  return select(motion, vec2f(), length(motion) < STILL / 2);
}

// The last frame's luma at half size, interpolated.
fn lumaBefore(place: vec2f) -> f32 {
  let near = between(place, halfSize());
  let top = mix(before[near.at.x], before[near.at.y], near.weight.x);
  let bottom = mix(before[near.at.z], before[near.at.w], near.weight.x);
  return mix(top, bottom, near.weight.y);
}

// Weights of four values in a row for a place `t` between the middle two (Keys 1981 with a = -0.75, as in PyTorch).
fn cubic(t: f32) -> vec4f {
  let near = vec2f(t, 1 - t);
  let far = near + 1;
  let a = -0.75;
  let outer = ((a * far - 5 * a) * far + 8 * a) * far - 4 * a;
  let inner = ((a + 2) * near - (a + 3)) * near * near + 1;
  return vec4f(outer.x, inner.x, inner.y, outer.y);
}

// The last styled frame at the place where the pixel was.
fn historyAt(at: vec2i, motion: vec2f) -> vec3f {
  let last = vec2i(textureDimensions(history)) - 1;
  let position = vec2f(at) + motion;
  let corner = vec2i(floor(position));
  let fraction = position - floor(position);
  if (all(fraction == vec2f())) {
    return textureLoad(history, clamp(corner, vec2i(), last), 0).rgb;
  }
  let across = cubic(fraction.x);
  let down = cubic(fraction.y);
  var sum = vec3f();
  for (var y = 0; y < 4; y++) {
    for (var x = 0; x < 4; x++) {
      let tap = clamp(corner + vec2i(x, y) - 1, vec2i(), last);
      sum += across[x] * down[y] * textureLoad(history, tap, 0).rgb;
    }
  }
  return sum;
}

// Fills the workgroup's fields for the tile that begins at `tile`; all its threads take part.
fn look(tile: vec2i, thread: i32) {
  let size = halfSize();
  for (var i = thread; i < FIELD * FIELD; i += TILE * TILE) {
    let at = clamp(tile / 2 - REACH - 1 + vec2i(i % FIELD, i / FIELD), vec2i(), size - 1);
    let place = vec2f(at);
    values[i] = now[at.y * size.x + at.x];
    differences[i] = values[i] - lumaBefore(place + motionAt(place));
  }
  let last = vec2i(textureDimensions(frame)) - 1;
  for (var i = thread; i < DRAWN * DRAWN; i += TILE * TILE) {
    drawn[i] = drawnAt(clamp(tile - REACH + vec2i(i % DRAWN, i / DRAWN), vec2i(), last));
  }
  workgroupBarrier();
  for (var i = thread; i < AROUND * AROUND; i += TILE * TILE) {
    let corner = vec2i(i % AROUND, i / AROUND);
    let at = tile / 2 - REACH + corner;
    var sum = 0.0;
    for (var n = 0; n < 9; n++) {
      sum += differences[(corner.y + n / 3) * FIELD + corner.x + n % 3];
    }
    changes[i] = select(0.0, abs(sum / 9), all(at >= vec2i()) && all(at < size));
  }
  workgroupBarrier();
}

// 1 where both frames show the same at a place of the half-size tile, counted from its margin; 0 where they do not.
fn likeness(place: vec2i) -> f32 {
  var change = 0.0;
  var least = 1.0;
  var most = 0.0;
  for (var n = 0; n < 9; n++) {
    let near = place + vec2i(n % 3, n / 3);
    let value = values[(near.y + 1) * FIELD + near.x + 1];
    change = max(change, changes[near.y * AROUND + near.x]);
    least = min(least, value);
    most = max(most, value);
  }
  return 1 - saturate(change / (NOISE + CONTRAST_SHARE * (most - least)) - 1);
}

// Colour of a pixel in or around the tile, mixed with the last frame's there, and the share of it that came from between pixels.
fn steadied(at: vec2i, tile: vec2i) -> vec4f {
  let local = at - tile + HALO;
  let color = drawn[(local.y + 1) * DRAWN + local.x + 1];
  var least = color;
  var most = color;
  for (var n = 0; n < 9; n++) {
    let near = drawn[(local.y + n / 3) * DRAWN + local.x + n % 3];
    least = min(least, near);
    most = max(most, near);
  }
  let motion = 2 * motionAt((vec2f(at) + 0.5) / 2 - 0.5);
  let kept = settings.blend * likeness(at / 2 - tile / 2 + HALO);
  let last = clamp(historyAt(at, motion), least - SLACK, most + SLACK);
  return vec4f(mix(color, last, kept), select(kept, 0.0, all(motion == vec2f())));
}

@compute @workgroup_size(TILE, TILE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(local_invocation_id) local_id: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let at = vec2i(id.xy);
  let tile = vec2i(workgroup.xy) * TILE;
  let size = vec2i(textureDimensions(frame));
  let isInside = all(at < size);
//#if SHOWN
  let isShown = all(vec2i(textureDimensions(canvas)) == size);
  let halo = select(0, HALO, isShown);
//#else
  const halo = 0;
//#end
  let span = TILE + 2 * halo;
  let place = (i32(local_id.y) + halo) * span + i32(local_id.x) + halo;
  if (settings.blend > 0) {
    look(tile, i32(thread));
    for (var i = i32(thread); i < span * span; i += TILE * TILE) {
      let near = clamp(tile - halo + vec2i(i % span, i / span), vec2i(), size - 1);
      steady[i] = pack4x8unorm(steadied(near, tile));
    }
    workgroupBarrier();
  } else if (settings.lineWeight != 0) {
    for (var i = i32(thread); i < span * span; i += TILE * TILE) {
      let near = clamp(tile - halo + vec2i(i % span, i / span), vec2i(), size - 1);
      steady[i] = pack4x8unorm(vec4f(drawnAt(near), 0));
    }
    workgroupBarrier();
  } else if (isInside) {
    // Nothing is kept, so nothing is sharpened: no pixel needs those around.
    steady[place] = pack4x8unorm(vec4f(drawnAt(at), 0));
  }
  if (!isInside) {
    return;
  }
  let texel = unpack4x8unorm(steady[place]);
  textureStore(picture, at, texel);
//#if SHOWN
  if (isShown) {
    var colour = texel.rgb;
    if (texel.a > 0) {
      var sum = vec3f();
      for (var n = 0; n < 9; n++) {
        sum += unpack4x8unorm(steady[place + (n / 3 - 1) * span + n % 3 - 1]).rgb;
      }
      colour = sharpened(texel, sum / 9);
    }
    var weighted = colour;
    if (settings.lineWeight != 0) {
      for (var n = 0; n < 9; n++) {
        let far = vec2i(n % 3, n / 3) - 1;
        let near = unpack4x8unorm(steady[place + far.y * span + far.x]).rgb;
        weighted = withLine(weighted, colour, near, vec2f(far));
      }
    }
    let original = textureLoad(frame, at, 0);
    textureStore(canvas, at, shown(original, weighted, vec2f(id.xy) + 0.5));
  }
//#end
}
