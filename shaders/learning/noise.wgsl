// Adds sensor noise to crops: normal, by Box and Muller's transform of hashed numbers.
//
// Injected
//   bindings   photo: array<vec4f>; crops: array<Crop> (crop-data.wgsl)
//   constants  HEIGHT, WIDTH

const TURN = 6.283185307;

// Jarzynski and Olano 2020: PCG in three dimensions.
fn hashed(seed: vec3u) -> vec3u {
  var v = seed * 1664525u + 1013904223u;
  v.x += v.y * v.z;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v ^= v >> vec3u(16u);
  v.x += v.y * v.z;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  return v;
}

// Numbers in (0, 1).
fn uniformly(seed: vec3u) -> vec3f {
  return (vec3f(hashed(seed) >> vec3u(9u)) + 0.5) / 8388608;
}

fn value(plane: u32, y: u32, x: u32) -> vec4f {
  let crop = crops[plane];
  let a = uniformly(vec3u(x, y, crop.seed));
  let b = uniformly(vec3u(x, y, crop.seed ^ 0x9e3779b9u));
  let normal = sqrt(-2 * log(a)) * cos(TURN * b);
  return photo[(plane * HEIGHT + y) * WIDTH + x] + vec4f(normal * crop.noise, 0);
}
