// Sums of squared differences between pictures of crops and pictures of the same crops moved.
//
// Injected
//   bindings   values: array<vec4f>: RGB; crops: array<Crop> (../crop-data.wgsl)
//              partials: array<vec4f> (written): for each workgroup the squared differences in x, the compared values in y
//   functions  total (../../lib/workgroup-sum.wgsl); offsetBetween, isInside (moved.wgsl)
//   constants  VECTORS; HEIGHT, WIDTH: of a crop; THREADS
//
// main: workgroups share the pixels evenly.

const SEGMENT = THREADS;

@compute @workgroup_size(THREADS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  var sum = vec4f();
  for (var i = workgroup.x * THREADS + index; i < VECTORS; i += workgroups.x * THREADS) {
    let image = i / (HEIGHT * WIDTH);
    if (crops[image].moved != 0) {
      let here = vec2i(vec2u(i % WIDTH, i / WIDTH % HEIGHT));
      let there = here + offsetBetween(crops[image], crops[image - 1]);
      if (isInside(here) && isInside(there)) {
        let difference = values[i] - values[((image - 1) * HEIGHT + u32(there.y)) * WIDTH + u32(there.x)];
        sum += vec4f(dot(difference, difference), 3, 0, 0);
      }
    }
  }
  let totals = total(sum, vec4f(), index).first;
  if (index == 0u) {
    partials[workgroup.x] = totals;
  }
}
