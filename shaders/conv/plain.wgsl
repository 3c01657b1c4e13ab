// Convolution, K x K, any stride and padding, without workgroup memory and almost without unrolling: it compiles and runs
// anywhere, and is the fastest form on a software adapter.
//
// Injected
//   bindings   result: array<vec4<$SCALAR>> (written), weights: array<vec4<$SCALAR>>, bias: array<vec4f>, and the buffers that
//              `source` and `finish` read
//   functions  source, finish, mirrored: as in conv.wgsl
//   constants  K: as in conv.wgsl; PIXELS: rows of one output group that a thread makes
//   switches   ZERO, REFLECT: as in conv.wgsl
//   texts      $SCALAR: type of stored values
//              $IN_HEIGHT, $IN_WIDTH, $IN_GROUPS, $OUT_HEIGHT, $OUT_WIDTH, $STRIDE, $PADDING: u32, as the constants in conv.wgsl
//
// Layout: pictures and weights as in conv.wgsl.
//
// main: a workgroup makes 8 x 8 pixels of one output group, a thread PIXELS rows of one column.

fn inputAt(group: u32, y: i32, x: i32) -> vec4f {
//#if ZERO
  if (y < 0 || y >= i32($IN_HEIGHT) || x < 0 || x >= i32($IN_WIDTH)) {
    return vec4f();
  }
//#end
  return source(group, mirrored(y, i32($IN_HEIGHT)), mirrored(x, i32($IN_WIDTH)));
}

fn store(sum: vec4f, group: u32, y: u32, x: u32) {
  if (y < $OUT_HEIGHT) {
    result[(group * $OUT_HEIGHT + y) * $OUT_WIDTH + x] = vec4<$SCALAR>(finish(sum, group, y, x));
  }
}

@compute @workgroup_size(8, 8 / PIXELS)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let top = id.y * PIXELS;
  if (id.x >= $OUT_WIDTH || top >= $OUT_HEIGHT) {
    return;
  }
//#for p in PIXELS
  var sum$p = bias[id.z];
//#end
  for (var column = 0; column < K; column++) {
    let x = i32(id.x * $STRIDE) - i32($PADDING) + column;
    for (var row = 0; row < K; row++) {
      let first = i32(top * $STRIDE) - i32($PADDING) + row;
      for (var group = 0u; group < $IN_GROUPS; group++) {
        let at = (((id.z * $IN_GROUPS + group) * K + u32(column)) * K + u32(row)) * 4u;
        let taps = mat4x4f(vec4f(weights[at]), vec4f(weights[at + 1]), vec4f(weights[at + 2]), vec4f(weights[at + 3]));
//#for p in PIXELS
        sum$p += taps * inputAt(group, first + $p * i32($STRIDE), x);
//#end
      }
    }
  }
//#for p in PIXELS
  store(sum$p, id.z, top + $p, id.x);
//#end
}
