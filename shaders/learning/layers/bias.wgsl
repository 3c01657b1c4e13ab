// Gradient of a bias: the sum of the output's gradient over all images and pixels.
//
// Injected
//   bindings   gradient: array<vec4f>; sums: array<vec4f> (written), one for each group
//   functions  total (../../lib/workgroup-sum.wgsl)
//   constants  IMAGES, GROUPS, AREA: pixels of a picture; THREADS
//
// main: a workgroup sums one group.

const SEGMENT = THREADS;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) index: u32) {
  var sum = vec4f();
  for (var i = index; i < IMAGES * AREA; i += THREADS) {
    sum += gradient[(i / AREA * GROUPS + workgroup.x) * AREA + i % AREA];
  }
  let totals = total(sum, vec4f(), index);
  if (index == 0u) {
    sums[workgroup.x] = totals.first;
  }
}
