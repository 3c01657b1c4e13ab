// Luma pyramid of a frame: BT.601 luma at halves, quarters ... 32nds of its size, each level the mean of 2 x 2 values of the
// one before. A frame that does not divide by 32 repeats its last row and column.
//
// Injected: no constants or functions.
//   bindings   frame: texture_2d<f32>, RGB in 0..1; pyramid: array<f32> (written), the levels one after the other, row by row
//
// main: a workgroup makes all levels of 32 x 32 pixels.

@group(0) @binding(0) var frame: texture_2d<f32>;
@group(0) @binding(1) var<storage, read_write> pyramid: array<f32>;

const SIDE = 16u;
const LEVELS = 5u;
var<workgroup> values: array<f32, SIDE * SIDE>;

fn luma(at: vec2u) -> f32 {
  let last = textureDimensions(frame) - 1;
  return dot(textureLoad(frame, min(at, last), 0).rgb, vec3f(0.299, 0.587, 0.114));
}

// Stores a value of the level that begins at index `first` and has size `size`.
fn store(first: u32, size: vec2u, at: vec2u, value: f32) {
  if (all(at < size)) {
    pyramid[first + at.y * size.x + at.x] = value;
  }
}

@compute @workgroup_size(SIDE, SIDE)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let at = workgroup.xy * SIDE + local.xy;
  let pixel = at * 2;
  var value = (luma(pixel) + luma(pixel + vec2u(1, 0)) + luma(pixel + vec2u(0, 1)) + luma(pixel + 1)) / 4;
  var first = 0u;
  var size = (textureDimensions(frame) + 1) / 2;
  store(first, size, at, value);
  for (var level = 1u; level < LEVELS; level++) {
    first += size.x * size.y;
    size = (size + 1) / 2;
    values[local.y * SIDE + local.x] = value;
    workgroupBarrier();
    let side = SIDE >> level;
    if (all(local.xy < vec2u(side))) {
      let corner = local.y * 2 * SIDE + local.x * 2;
      value = (values[corner] + values[corner + 1] + values[corner + SIDE] + values[corner + SIDE + 1]) / 4;
      store(first, size, workgroup.xy * side + local.xy, value);
    }
    workgroupBarrier();
  }
}
