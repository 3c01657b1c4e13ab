// Convolution, K x K, stride STRIDE, any padding, with everything around it that is a function of one pixel:
// `source` (generated) gives the input, norms and activations of the layers before applied; `finish` (generated) takes
// the sum and bias through the layers after it, residual sums included.
//
// A workgroup makes a tile of THREADS_X x (THREADS_Y * PIXELS) output pixels in BLOCK groups of 4 channels. For every
// group of 4 input channels it stages the input patch and the taps in workgroup memory; a thread then keeps PIXELS
// pixels of one column x BLOCK groups in registers. Reading down a column, PIXELS + K - 1 inputs serve K x PIXELS taps,
// and neighbouring threads read neighbouring vectors, so workgroup memory has no bank conflicts.

alias Vector = vec4<$SCALAR>;

const THREADS = THREADS_X * THREADS_Y;
const PATCH_WIDTH = (THREADS_X - 1) * STRIDE + K;
const PATCH_HEIGHT = (THREADS_Y * PIXELS - 1) * STRIDE + K;
const STAGED_TAPS = STAGED_COLUMNS * K * 4;
const TILES_X = (OUT_WIDTH + THREADS_X - 1) / THREADS_X;
const TILES_Y = (OUT_HEIGHT + THREADS_Y * PIXELS - 1) / (THREADS_Y * PIXELS);

var<workgroup> inputs: array<Vector, PATCH_WIDTH * PATCH_HEIGHT>;
var<workgroup> taps: array<Vector, STAGED_TAPS * BLOCK>;
// Index of the input that a padded position stands for, along one axis.
fn mirrored(position: i32, size: i32) -> i32 {
//#if REFLECT
  return clamp(size - 1 - abs(size - 1 - abs(position)), 0, size - 1);
//#else
  return clamp(position, 0, size - 1);
//#end
}

fn padded(group: u32, y: i32, x: i32) -> vec4f {
//#if ZERO
  if (y < 0 || y >= IN_HEIGHT || x < 0 || x >= IN_WIDTH) {
    return vec4f();
  }
//#end
  return source(group, u32(mirrored(y, IN_HEIGHT)), u32(mirrored(x, IN_WIDTH)));
}

@compute @workgroup_size(THREADS_X, THREADS_Y)
fn main(
  @builtin(workgroup_id) tile: vec3u,
  @builtin(local_invocation_id) thread: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let patchY = i32(tile.y) * (THREADS_Y * PIXELS * STRIDE) - PADDING;
  let patchX = i32(tile.x) * (THREADS_X * STRIDE) - PADDING;
  let corner = thread.y * (PIXELS * STRIDE * PATCH_WIDTH) + thread.x * STRIDE;
  var acc: array<vec4f, PIXELS * BLOCK>;

  for (var input = 0u; input < IN_GROUPS; input++) {
    for (var i = index; i < PATCH_WIDTH * PATCH_HEIGHT; i += THREADS) {
      inputs[i] = Vector(padded(input, patchY + i32(i / PATCH_WIDTH), patchX + i32(i % PATCH_WIDTH)));
    }
    for (var column = 0u; column < K; column += STAGED_COLUMNS) {
      for (var i = index; i < STAGED_TAPS * BLOCK; i += THREADS) {
        let group = tile.z * BLOCK + i / STAGED_TAPS;
        taps[i] = weights[((group * IN_GROUPS + input) * K + column) * (K * 4) + i % STAGED_TAPS];
      }
      workgroupBarrier();
      //#for c in STAGED_COLUMNS
      {
        //#if HALF
        var run: array<Vector, PIXELS * BLOCK>;
        //#end
        var values: array<Vector, SPAN>;
        //#for s in SPAN
        values[$s] = inputs[corner + column + ($s * PATCH_WIDTH + $c)];
        //#end
        //#for k in K
        //#for l in LANES
        //#for b in BLOCK
        {
          let tap = taps[($b * STAGED_COLUMNS + $c) * (K * 4) + $k * 4 + $l];
          //#for p in PIXELS
          //#if HALF
          run[$b * PIXELS + $p] = fma(Vector(values[$p * STRIDE + $k][$l]), tap, run[$b * PIXELS + $p]);
          //#else
          acc[$b * PIXELS + $p] = fma(Vector(values[$p * STRIDE + $k][$l]), tap, acc[$b * PIXELS + $p]);
          //#end
          //#end
        }
        //#end
        //#end
        //#end
        //#if HALF
        //#for b in BLOCK
        //#for p in PIXELS
        acc[$b * PIXELS + $p] += vec4f(run[$b * PIXELS + $p]);
        //#end
        //#end
        //#end
      }
      //#end
      workgroupBarrier();
    }
  }

  let x = tile.x * THREADS_X + thread.x;
  let top = (tile.y * THREADS_Y + thread.y) * PIXELS;
  //#for b in BLOCK
  {
    let group = tile.z * BLOCK + $b;
    //#for p in PIXELS
    if (x < OUT_WIDTH && top + $p < OUT_HEIGHT) {
      acc[$b * PIXELS + $p] = finish(acc[$b * PIXELS + $p] + bias[group], group, top + $p, x);
      result[(group * OUT_HEIGHT + top + $p) * OUT_WIDTH + x] = Vector(acc[$b * PIXELS + $p]);
    }
    //#end
  }
  //#end
  //#if STATISTICS
  // Mean and squared deviations of the tile: merged exactly later, however far the mean lies from zero.
  let rows = min(THREADS_Y * PIXELS, OUT_HEIGHT - tile.y * (THREADS_Y * PIXELS));
  let columns = min(THREADS_X, OUT_WIDTH - tile.x * THREADS_X);
  //#for b in BLOCK
  {
    var sum = vec4f();
    //#for p in PIXELS
    sum += select(vec4f(), acc[$b * PIXELS + $p], x < OUT_WIDTH && top + $p < OUT_HEIGHT);
    //#end
    let mean = total(sum, index) / f32(rows * columns);
    var squares = vec4f();
    //#for p in PIXELS
    {
      let deviation = select(vec4f(), acc[$b * PIXELS + $p] - mean, x < OUT_WIDTH && top + $p < OUT_HEIGHT);
      squares = fma(deviation, deviation, squares);
    }
    //#end
    squares = total(squares, index);
    if (index == 0u) {
      let at = (((tile.z * BLOCK + $b) * TILES_Y + tile.y) * TILES_X + tile.x) * 2u;
      partials[at] = mean;
      partials[at + 1u] = squares;
    }
  }
  //#end
  //#end
}
