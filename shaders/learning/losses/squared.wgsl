// Sums of squares for mean squared and relative losses.
//
// Injected
//   bindings   values, targets: array<vec4f>; partials: array<vec4f> (written): for each workgroup the squared differences in x,
//              the squared targets in y
//   functions  total (../../lib/workgroup-sum.wgsl)
//   constants  VECTORS; TARGET_VECTORS: after so many the targets repeat; THREADS
//
// main: workgroups share the vectors evenly.

const SEGMENT = THREADS;

@compute @workgroup_size(THREADS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  var differences = vec4f();
  var squares = vec4f();
  for (var i = workgroup.x * THREADS + index; i < VECTORS; i += workgroups.x * THREADS) {
    let wanted = targets[i % TARGET_VECTORS];
    let difference = values[i] - wanted;
    differences = fma(difference, difference, differences);
    squares = fma(wanted, wanted, squares);
  }
  let totals = total(differences, squares, index);
  if (index == 0u) {
    partials[workgroup.x] = vec4f(dot(totals.first, vec4f(1)), dot(totals.second, vec4f(1)), 0, 0);
  }
}
