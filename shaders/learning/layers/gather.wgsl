// Adds up the shares of all splits.
//
// Injected
//   bindings   partials: array<vec4f>, [image][split][vector]; sums: array<vec4f> (written), [image][vector]
//   constants  VECTORS, SPLITS, SCALE: factor of the sums
//
// main: a thread adds up one vector; workgroups count runs of 64 vectors, and images.

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < VECTORS) {
    var sum = vec4f();
    for (var split = 0u; split < SPLITS; split++) {
      sum += partials[(id.y * SPLITS + split) * VECTORS + id.x];
    }
    sums[id.y * VECTORS + id.x] = sum * SCALE;
  }
}
