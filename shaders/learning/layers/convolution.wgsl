// Convolution of a batch, and the gradient of its input, which is a convolution by the mirrored and transposed kernel.
//
// Injected
//   bindings   source: array<vec4f>: the input, or with TRANSPOSED the gradient of the output
//              weights: array<vec4f>; with BIAS: bias: array<vec4f>
//   functions  write (../write.wgsl); mirrored (../../lib/mirrored.wgsl)
//   constants  IN_HEIGHT, IN_WIDTH, IN_GROUPS, OUT_HEIGHT, OUT_WIDTH, OUT_GROUPS: what the kernel reads and makes
//              K; STRIDE: input pixels from one output to the next; PADDING: rows and columns before the input
//              DILATION: places from one input pixel to the next, 2 for the gradient of a stride of 2
//              THREADS_X, THREADS_Y, PIXELS, BLOCK: the tile; SPAN: inputs of a column that a thread reads
//              ACCUMULATORS: sums that a thread keeps; LANES: channels in an input group, 1 to 4
//              SCALE: factor of the sum; IMAGE_WEIGHTS: vectors from one image's weights to the next's, 0 for shared ones
//   switches   ZERO, REFLECT: padding, the edge pixel repeated without either; TRANSPOSED; BIAS
//
// Layout: pictures [image][group][y][x] vec4. Weights [output group][input group][kernel y][kernel x][input channel] vec4 over
// output channels; with TRANSPOSED in and out change places.
//
// main: a workgroup makes THREADS_X x (THREADS_Y * PIXELS) pixels in BLOCK groups of one image. For every input group it stages
// the inputs and the taps that it needs. A thread keeps PIXELS pixels of one column x BLOCK groups in registers.

const THREADS = THREADS_X * THREADS_Y;
const PATCH_WIDTH = (THREADS_X - 1) * STRIDE + K;
const PATCH = PATCH_WIDTH * ((THREADS_Y * PIXELS - 1) * STRIDE + K);
const TAPS = K * K * 4;

var<workgroup> inputs: array<vec4f, PATCH>;
var<workgroup> taps: array<vec4f, TAPS * BLOCK>;

fn inputAt(plane: u32, row: i32, column: i32) -> vec4f {
//#if ZERO
  let y = row / DILATION;
  let x = column / DILATION;
  if (row < 0 || column < 0 || y >= IN_HEIGHT || x >= IN_WIDTH || row % DILATION != 0 || column % DILATION != 0) {
    return vec4f();
  }
  return source[(plane * IN_HEIGHT + u32(y)) * IN_WIDTH + u32(x)];
//#else
  return source[(plane * IN_HEIGHT + mirrored(row, IN_HEIGHT)) * IN_WIDTH + mirrored(column, IN_WIDTH)];
//#end
}

// The tap of one input lane for a group of outputs. `place` counts [kernel x][kernel y][lane].
fn tapAt(image: u32, outGroup: u32, inGroup: u32, place: u32) -> vec4f {
  let column = place / (K * 4);
  let row = place / 4u % K;
  let lane = place % 4u;
//#if TRANSPOSED
  let at = image * IMAGE_WEIGHTS + (((inGroup * OUT_GROUPS + outGroup) * K + K - 1 - row) * K + K - 1 - column) * 4u;
  return vec4f(weights[at][lane], weights[at + 1u][lane], weights[at + 2u][lane], weights[at + 3u][lane]);
//#else
  return weights[image * IMAGE_WEIGHTS + (((outGroup * IN_GROUPS + inGroup) * K + row) * K + column) * 4u + lane];
//#end
}

@compute @workgroup_size(THREADS_X, THREADS_Y)
fn main(
  @builtin(workgroup_id) tile: vec3u,
  @builtin(local_invocation_id) thread: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let image = tile.z / (OUT_GROUPS / BLOCK);
  let first = tile.z % (OUT_GROUPS / BLOCK) * BLOCK;
  let top = i32(tile.y) * (THREADS_Y * PIXELS * STRIDE) - PADDING;
  let left = i32(tile.x) * (THREADS_X * STRIDE) - PADDING;
  let corner = thread.y * (PIXELS * STRIDE * PATCH_WIDTH) + thread.x * STRIDE;
  var acc: array<vec4f, ACCUMULATORS>;
  for (var group = 0u; group < IN_GROUPS; group++) {
    for (var slot = index; slot < PATCH; slot += THREADS) {
      let row = top + i32(slot / PATCH_WIDTH);
      inputs[slot] = inputAt(image * IN_GROUPS + group, row, left + i32(slot % PATCH_WIDTH));
    }
    for (var slot = index; slot < TAPS * BLOCK; slot += THREADS) {
      taps[slot] = tapAt(image, first + slot / TAPS, group, slot % TAPS);
    }
    workgroupBarrier();
    for (var column = 0u; column < K; column++) {
      var values: array<vec4f, SPAN>;
      //#for s in SPAN
      values[$s] = inputs[corner + column + $s * PATCH_WIDTH];
      //#end
      //#for k in K
      //#for l in LANES
      //#for b in BLOCK
      {
        let tap = taps[$b * TAPS + (column * K + $k) * 4 + $l];
        //#for p in PIXELS
        acc[$b * PIXELS + $p] = fma(vec4f(values[$p * STRIDE + $k][$l]), tap, acc[$b * PIXELS + $p]);
        //#end
      }
      //#end
      //#end
      //#end
    }
    workgroupBarrier();
  }
  let x = tile.x * THREADS_X + thread.x;
  let y = (tile.y * THREADS_Y + thread.y) * PIXELS;
  //#for b in BLOCK
  //#for p in PIXELS
  if (x < OUT_WIDTH && y + $p < OUT_HEIGHT) {
    //#if BIAS
    let value = acc[$b * PIXELS + $p] * SCALE + bias[first + $b];
    //#else
    let value = acc[$b * PIXELS + $p] * SCALE;
    //#end
    write(((image * OUT_GROUPS + first + $b) * OUT_HEIGHT + y + $p) * OUT_WIDTH + x, value);
  }
  //#end
  //#end
}
