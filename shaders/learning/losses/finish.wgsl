// A loss from the sums of all workgroups.
//
// Injected
//   bindings   partials: array<vec4f>, sums in x and y; totals: array<vec4f> (written): the sums; losses: array<f32> (written)
//   functions  total (../../lib/workgroup-sum.wgsl)
//   constants  PARTIALS; LOSS_INDEX; THREADS; X_SCALE, Y_SCALE: factors of the sums; LEAST: smallest denominator
//   switches   RELATIVE: x over y; without it the scaled sum of both
//
// main: one workgroup.

const SEGMENT = THREADS;

@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_index) index: u32) {
  var sum = vec4f();
  for (var i = index; i < PARTIALS; i += THREADS) {
    sum += partials[i];
  }
  let sums = total(sum, vec4f(), index).first;
  if (index == 0u) {
    totals[0] = sums;
//#if RELATIVE
    losses[LOSS_INDEX] = sums.x / max(sums.y, LEAST);
//#else
    losses[LOSS_INDEX] = sums.x * X_SCALE + sums.y * Y_SCALE;
//#end
  }
}
