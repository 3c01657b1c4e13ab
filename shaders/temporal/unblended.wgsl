// Turns the network's output into the styled picture as it is, for drafts. resolve.wgsl, which steadies the picture in time,
// takes drivers several times as long to compile.
//
// Injected
//   bindings   picture: rgba8unorm storage texture (written), the styled picture; its alpha is 0, since nothing is interpolated
//              (resolve.wgsl); and the buffers that `source` reads
//   functions  source(group, y, x) -> vec4f: the network's output, RGB in group 0
//
// main: a thread makes one pixel, in workgroups of 16 x 16.

@compute @workgroup_size(16, 16)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (all(id.xy < textureDimensions(picture))) {
    let colour = clamp(source(0u, id.y, id.x).rgb, vec3f(), vec3f(1));
    textureStore(picture, vec2i(id.xy), vec4f(colour, 0));
  }
}
