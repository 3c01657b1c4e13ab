// Sums of absolute differences between neighbours, for the total variation.
//
// Injected
//   bindings   values: array<vec4f>; partials: array<vec4f> (written): for each workgroup the differences down columns in x,
//              along rows in y
//   functions  total (../../lib/workgroup-sum.wgsl)
//   constants  VECTORS; HEIGHT, WIDTH: of a plane; THREADS
//
// main: workgroups share the vectors evenly.

const SEGMENT = THREADS;

@compute @workgroup_size(THREADS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  var down = vec4f();
  var along = vec4f();
  for (var i = workgroup.x * THREADS + index; i < VECTORS; i += workgroups.x * THREADS) {
    if (i / WIDTH % HEIGHT + 1u < HEIGHT) {
      down += abs(values[i + WIDTH] - values[i]);
    }
    if (i % WIDTH + 1u < WIDTH) {
      along += abs(values[i + 1u] - values[i]);
    }
  }
  let totals = total(down, along, index);
  if (index == 0u) {
    partials[workgroup.x] = vec4f(dot(totals.first, vec4f(1)), dot(totals.second, vec4f(1)), 0, 0);
  }
}
