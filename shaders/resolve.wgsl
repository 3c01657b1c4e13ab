// The network's picture (`source`, generated) to a texture of packed pixels that still holds the last one, steadied in time
// where asked: a pixel is mixed with the last styled frame only where the video itself has not changed around it, so nothing
// that moves can leave a ghost.
//
// Change is measured on 3 x 3 means of the difference between two frames: noise averages out, what moves does not. A pixel
// goes by the largest change within REACH, because a network draws a moving thing's lines beside it too.

// In 0..1: a mean difference up to STILL is noise; from MOVING on, nothing of the last frame is kept.
const STILL = 1.5 / 255.0;
const MOVING = 5.0 / 255.0;

const REACH = 4;
const TILE = 16;
// A tile's changes with REACH around them, and the differences with one more pixel around those.
const AROUND = TILE + 2 * REACH;
const FIELD = AROUND + 2;

var<workgroup> differences: array<vec3f, FIELD * FIELD>;
var<workgroup> changes: array<f32, AROUND * AROUND>;
var<workgroup> rows: array<f32, AROUND * TILE>;

// The largest change within REACH of this thread's pixel, found by the whole workgroup together.
fn changeAround(tile: vec2i, local: vec2i, thread: i32) -> f32 {
  let size = vec2i(textureDimensions(previousFrame));
  for (var i = thread; i < FIELD * FIELD; i += TILE * TILE) {
    let at = clamp(tile - REACH - 1 + vec2i(i % FIELD, i / FIELD), vec2i(0), size - 1);
    differences[i] = textureLoad(frame, at, 0).rgb - textureLoad(previousFrame, at, 0).rgb;
  }
  workgroupBarrier();
  for (var i = thread; i < AROUND * AROUND; i += TILE * TILE) {
    let place = vec2i(i % AROUND, i / AROUND);
    let at = tile - REACH + place;
    var sum = vec3f();
    for (var y = 0; y < 3; y++) {
      for (var x = 0; x < 3; x++) {
        sum += differences[(place.y + y) * FIELD + place.x + x];
      }
    }
    let mean = abs(sum / 9);
    let isInside = all(at >= vec2i(0)) && all(at < size);
    changes[i] = select(0.0, max(mean.r, max(mean.g, mean.b)), isInside);
  }
  workgroupBarrier();
  for (var i = thread; i < AROUND * TILE; i += TILE * TILE) {
    let first = i / TILE * AROUND + i % TILE;
    var largest = 0.0;
    for (var x = 0; x <= 2 * REACH; x++) {
      largest = max(largest, changes[first + x]);
    }
    rows[i] = largest;
  }
  workgroupBarrier();
  var largest = 0.0;
  for (var y = 0; y <= 2 * REACH; y++) {
    largest = max(largest, rows[(local.y + y) * TILE + local.x]);
  }
  return largest;
}

@compute @workgroup_size(TILE, TILE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let size = textureDimensions(styled);
  let isInside = all(id.xy < size);
  let at = min(id.xy, size - 1);
  var color = clamp(source(0u, at.y, at.x).rgb, vec3f(), vec3f(1));
  if (settings.y > 0) {
    let change = changeAround(vec2i(workgroup.xy) * TILE, vec2i(local.xy), i32(thread));
    let kept = settings.y * (1 - smoothstep(STILL, MOVING, change));
    color = mix(color, unpack4x8unorm(textureLoad(styled, at).r).rgb, kept);
  }
  if (isInside) {
    textureStore(styled, id.xy, vec4u(pack4x8unorm(vec4f(color, 1))));
  }
}
