// Scales a frame down to the network's size with a triangle filter as wide as the pixels it makes, as PyTorch's
// interpolate(mode='bilinear', antialias=True): fine detail fades instead of flickering.
//
// Injected: no constants or functions.
//   bindings   frame: texture_2d<f32>, RGB in 0..1; reduced: rgba16float storage texture (written), smaller
//
// main: a thread makes one pixel of `reduced`, in workgroups of 16 x 16.

@group(0) @binding(0) var frame: texture_2d<f32>;
@group(0) @binding(1) var reduced: texture_storage_2d<rgba16float, write>;

@compute @workgroup_size(16, 16)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(reduced);
  if (id.x >= size.x || id.y >= size.y) {
    return;
  }
  let limit = vec2f(textureDimensions(frame));
  let scale = limit / vec2f(size);
  let center = (vec2f(id.xy) + 0.5) * scale;
  let first = vec2i(max(center - scale + 0.5, vec2f()));
  let end = vec2i(min(center + scale + 0.5, limit));
  var sum = vec4f();
  for (var y = first.y; y < end.y; y++) {
    let weightY = max(0.0, 1.0 - abs(f32(y) + 0.5 - center.y) / scale.y);
    for (var x = first.x; x < end.x; x++) {
      let weight = weightY * max(0.0, 1.0 - abs(f32(x) + 0.5 - center.x) / scale.x);
      sum += weight * vec4f(textureLoad(frame, vec2i(x, y), 0).rgb, 1);
    }
  }
  textureStore(reduced, id.xy, sum / sum.w);
}
