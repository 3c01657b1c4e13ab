// Convolution, K x K, stride STRIDE, any padding, a pixel and output group a thread, without workgroup memory or
// unrolling: the form that compiles and runs anywhere, and the fastest where a CPU plays the GPU. `source` and `finish`
// (generated) and the order of weights as in conv.wgsl.

// Index of the input that a padded position stands for, along one axis.
fn mirrored(position: i32, size: i32) -> u32 {
//#if REFLECT
  return u32(clamp(size - 1 - abs(size - 1 - abs(position)), 0, size - 1));
//#else
  return u32(clamp(position, 0, size - 1));
//#end
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= OUT_WIDTH || id.y >= OUT_HEIGHT) {
    return;
  }
  var sum = bias[id.z];
  for (var column = 0; column < K; column++) {
    let x = i32(id.x) * STRIDE - PADDING + column;
    for (var row = 0; row < K; row++) {
      let y = i32(id.y) * STRIDE - PADDING + row;
      //#if ZERO
      if (y < 0 || y >= IN_HEIGHT || x < 0 || x >= IN_WIDTH) {
        continue;
      }
      //#end
      for (var group = 0u; group < IN_GROUPS; group++) {
        let value = source(group, mirrored(y, IN_HEIGHT), mirrored(x, IN_WIDTH));
        let at = (((id.z * IN_GROUPS + group) * K + u32(column)) * K + u32(row)) * 4u;
        sum = fma(vec4f(value.x), vec4f(weights[at]), sum);
        sum = fma(vec4f(value.y), vec4f(weights[at + 1u]), sum);
        sum = fma(vec4f(value.z), vec4f(weights[at + 2u]), sum);
        sum = fma(vec4f(value.w), vec4f(weights[at + 3u]), sum);
      }
    }
  }
  result[(id.z * OUT_HEIGHT + id.y) * OUT_WIDTH + id.x] = vec4<$SCALAR>(finish(sum, id.z, id.y, id.x));
}
