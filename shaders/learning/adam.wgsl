// One step of Adam (Kingma and Ba 2015) for all parameters, the gradient's norm bounded, and their moving average.
//
// Injected
//   bindings   values, means, squares, averages: array<vec4f> (read and written); gradients: array<vec4f>
//              totals: array<vec4f>: the squared norm of the gradient in x
//              rate: vec4f: step size over the first moment's bias; 1 over the root of the second moment's bias; largest norm;
//              share of the average that is kept
//   constants  VECTORS; FIRST, SECOND: shares of the moments that are kept; EPS
//
// main: a thread takes one vector.

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.x;
  if (at < VECTORS) {
    let gradient = gradients[at] * min(1, rate.z / (sqrt(totals[0].x) + 1e-6));
    let mean = mix(gradient, means[at], FIRST);
    let square = mix(gradient * gradient, squares[at], SECOND);
    let value = values[at] - rate.x * mean / (sqrt(square) * rate.y + EPS);
    means[at] = mean;
    squares[at] = square;
    values[at] = value;
    averages[at] = mix(value, averages[at], rate.w);
  }
}
