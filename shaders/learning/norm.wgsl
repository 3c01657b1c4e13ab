// Squared norm of the gradient of all parameters.
//
// Injected
//   bindings   gradients: array<vec4f>; totals: array<vec4f> (written): the sum in x
//   functions  total (../lib/workgroup-sum.wgsl)
//   constants  VECTORS; THREADS
//
// main: one workgroup.

const SEGMENT = THREADS;

@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_index) index: u32) {
  var squares = vec4f();
  for (var i = index; i < VECTORS; i += THREADS) {
    squares = fma(gradients[i], gradients[i], squares);
  }
  let sums = total(squares, vec4f(), index);
  if (index == 0u) {
    totals[0] = vec4f(dot(sums.first, vec4f(1)), 0, 0, 0);
  }
}
