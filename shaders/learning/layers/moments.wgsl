// Mean and inverse standard deviation of every plane, in two passes: exact however far the mean is from zero.
//
// Injected
//   bindings   source: array<vec4f>; moments: array<vec4f> (written), per plane a mean and an inverse deviation
//   functions  total (../../lib/workgroup-sum.wgsl)
//   constants  AREA: pixels of a plane; EPS; THREADS
//
// main: a workgroup takes one plane.

const SEGMENT = THREADS;

var<workgroup> mean: vec4f;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) index: u32) {
  let plane = workgroup.x;
  var sum = vec4f();
  for (var i = index; i < AREA; i += THREADS) {
    sum += source[plane * AREA + i];
  }
  let sums = total(sum, vec4f(), index);
  if (index == 0u) {
    mean = sums.first / AREA;
  }
  workgroupBarrier();
  let around = mean;
  var rest = vec4f();
  var squares = vec4f();
  for (var i = index; i < AREA; i += THREADS) {
    let deviation = source[plane * AREA + i] - around;
    rest += deviation;
    squares = fma(deviation, deviation, squares);
  }
  let totals = total(rest, squares, index);
  if (index == 0u) {
    // The deviations' own mean is the rounding error of the first pass.
    let shift = totals.first / AREA;
    moments[plane * 2u] = around + shift;
    moments[plane * 2u + 1u] = inverseSqrt(max(totals.second / AREA - shift * shift, vec4f()) + EPS);
  }
}
