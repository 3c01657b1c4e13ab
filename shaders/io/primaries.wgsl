// Converts a picture from other primaries to those of sRGB.
//
// Injected
//   functions  toSrgb (lib/primaries.wgsl)
//   bindings   primaries: rows of the map between the linear lights
//              picture: texture_2d<f32> at the frame's size
//              rgb: rgba8unorm storage texture (written)
//
// main: a thread makes one pixel of `rgb`, in workgroups of 16 x 16.

@group(0) @binding(0) var<uniform> primaries: array<vec4f, 3>;
@group(0) @binding(1) var picture: texture_2d<f32>;
@group(0) @binding(2) var rgb: texture_storage_2d<rgba8unorm, write>;

@compute @workgroup_size(16, 16)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(rgb);
  if (id.x < size.x && id.y < size.y) {
    let color = textureLoad(picture, id.xy, 0).rgb;
    textureStore(rgb, id.xy, vec4f(toSrgb(color, primaries[0].xyz, primaries[1].xyz, primaries[2].xyz), 1));
  }
}
