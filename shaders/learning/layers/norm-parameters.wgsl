// Gradients of an instance norm's scale and shift: the sums of its planes over all images.
//
// Injected
//   bindings   sums: array<vec4f> (norm-sums.wgsl); scaleGradient, shiftGradient: array<vec4f> (written), one for each group
//   constants  IMAGES, GROUPS
//
// main: a thread takes one group.

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < GROUPS) {
    var shift = vec4f();
    var scale = vec4f();
    for (var image = 0u; image < IMAGES; image++) {
      let at = (image * GROUPS + id.x) * 2u;
      shift += sums[at];
      scale += sums[at + 1u];
    }
    scaleGradient[id.x] = scale;
    shiftGradient[id.x] = shift;
  }
}
