// How well two pictures of each image correlate.
//
// Injected
//   bindings   source: array<vec4f>: the pictures in x and y
//              partials: array<vec4f> (written): 1 - correlation of each image in x
//              slopes: array<vec4f> (written): for each image both means, and the factors by which its gradient depends on the
//              second and on the first picture's deviation
//   functions  total (../../lib/workgroup-sum.wgsl)
//   constants  AREA: pixels; IMAGES; LEAST: smallest product of the norms; THREADS
//
// main: a workgroup takes one image.

const SEGMENT = THREADS;

var<workgroup> means: vec2f;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) index: u32) {
  let first = workgroup.x * AREA;
  var sum = vec4f();
  for (var i = index; i < AREA; i += THREADS) {
    sum += source[first + i];
  }
  let sums = total(sum, vec4f(), index);
  if (index == 0u) {
    means = sums.first.xy / AREA;
  }
  workgroupBarrier();
  let around = means;
  var products = vec4f();
  for (var i = index; i < AREA; i += THREADS) {
    let deviation = source[first + i].xy - around;
    products += vec4f(deviation * deviation, deviation.x * deviation.y, 0);
  }
  let totals = total(products, vec4f(), index).first;
  if (index == 0u) {
    let norms = sqrt(totals.x * totals.y);
    let least = max(norms, LEAST);
    let correlation = totals.z / least;
    partials[workgroup.x] = vec4f(1 - correlation, 0, 0, 0);
    let own = select(0, correlation / totals.x, norms > LEAST);
    slopes[workgroup.x] = vec4f(around, -1 / least, own) / vec4f(1, 1, IMAGES, IMAGES);
  }
}
