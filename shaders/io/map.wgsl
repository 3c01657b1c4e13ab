// Stores a value that depends on one pixel at a time: sums, activations, shuffles, concatenations.
//
// Injected
//   bindings   result: array<vec4<$SCALAR>> (written), and the buffers that `source` reads
//   functions  source(group, y, x) -> vec4f: the value
//   texts      $HEIGHT, $WIDTH: of the value, u32; $SCALAR: type of stored values
//
// Layout: [group][y][x] vec4, as in conv.wgsl.
//
// main: a thread makes the four channels of one pixel, in workgroups of 16 x 16 x 1 group.

@compute @workgroup_size(16, 16)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < $WIDTH && id.y < $HEIGHT) {
    result[(id.z * $HEIGHT + id.y) * $WIDTH + id.x] = vec4<$SCALAR>(source(id.z, id.y, id.x));
  }
}
