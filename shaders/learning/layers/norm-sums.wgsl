// Sums that the gradients of an instance norm need: over each plane, the gradient of the result, and that gradient times the
// normalised value.
//
// Injected
//   bindings   source, moments: as in normalise.wgsl; gradient: array<vec4f>: of the result; sums: array<vec4f> (written)
//   functions  total (../../lib/workgroup-sum.wgsl)
//   constants  AREA: pixels of a plane; THREADS
//
// main: a workgroup takes one plane.

const SEGMENT = THREADS;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) index: u32) {
  let plane = workgroup.x;
  let mean = moments[plane * 2u];
  let deviation = moments[plane * 2u + 1u];
  var first = vec4f();
  var second = vec4f();
  for (var i = index; i < AREA; i += THREADS) {
    let share = gradient[plane * AREA + i];
    first += share;
    second = fma(share, (source[plane * AREA + i] - mean) * deviation, second);
  }
  let totals = total(first, second, index);
  if (index == 0u) {
    sums[plane * 2u] = totals.first;
    sums[plane * 2u + 1u] = totals.second;
  }
}
