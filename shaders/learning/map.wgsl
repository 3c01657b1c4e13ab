// Makes a value or a gradient, each vector by itself.
//
// Injected
//   functions  value(plane, y, x) -> vec4f; write (write.wgsl)
//   constants  HEIGHT, WIDTH: of the result
//
// Layout: [plane][y][x] vec4. A plane is one group of 4 channels of one image of the batch.
//
// main: a thread makes a vector; workgroups count runs of 64 pixels, and planes.

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < HEIGHT * WIDTH) {
    write(id.y * (HEIGHT * WIDTH) + id.x, value(id.y, id.x / WIDTH, id.x % WIDTH));
  }
}
