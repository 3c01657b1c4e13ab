// Writes out a value that is a function of one pixel at a time: sums, activations, shuffles, joins (`source`, generated).

@compute @workgroup_size(16, 16)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < WIDTH && id.y < HEIGHT) {
    result[(id.z * HEIGHT + id.y) * WIDTH + id.x] = vec4<$SCALAR>(source(id.z, id.y, id.x));
  }
}
