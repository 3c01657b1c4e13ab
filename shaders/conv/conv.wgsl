// Convolution, K x K, stride STRIDE, any padding, with everything around it that is a function of one pixel:
// `source` (generated) gives the input, norms and activations of the layers before applied; `finish` (generated) takes
// the sum and bias through the layers after it, residual sums included.
//
// A workgroup makes a tile of THREADS_X x (THREADS_Y * PIXELS) output pixels in BLOCK groups of 4 channels. For every
// group of 4 input channels it stages the inputs the tile needs and the taps in workgroup memory; a thread then keeps
// PIXELS pixels of one column x BLOCK groups in registers. Reading down a column, SPAN inputs serve K x PIXELS taps, and
// neighbouring threads read neighbouring vectors. What the next round needs is fetched to registers before this round's
// arithmetic, which hides the way to memory.
//
// With PHASES 4 it is a 3 x 3 convolution of the input upsampled by 2: pixel (2y + a, 2x + b) reads only 2 x 2 inputs
// around (y, x), by taps that the four phases (a, b) have each for themselves, 16 instead of 36 products.

alias Vector = vec4<$SCALAR>;
// What products are taken and summed in.
alias Sum = vec4<$SUM>;

const THREADS = THREADS_X * THREADS_Y;
const SEGMENT = THREADS;
const PATCH_WIDTH = (THREADS_X - 1) * STRIDE + K;
const PATCH_HEIGHT = (THREADS_Y * PIXELS - 1) * STRIDE + K;
// Columns are staged by residue of the stride, so that at any stride neighbouring threads read neighbouring vectors.
const RESIDUE = (PATCH_WIDTH + STRIDE - 1) / STRIDE;
const ROW = RESIDUE * STRIDE;
const ROUNDS = K / STAGED_COLUMNS;
// Output pixels of a tile.
const TILE_WIDTH = THREADS_X * SCALE;
const TILE_HEIGHT = THREADS_Y * PIXELS * SCALE;
const TILES_X = (OUT_WIDTH + TILE_WIDTH - 1) / TILE_WIDTH;
const TILES_Y = (OUT_HEIGHT + TILE_HEIGHT - 1) / TILE_HEIGHT;

var<workgroup> inputs: array<Vector, ROW * PATCH_HEIGHT>;
var<workgroup> taps: array<Vector, STAGED_TAPS * BLOCK>;
//#if STATISTICS
var<workgroup> pivot: vec4f;
//#end

@compute @workgroup_size(THREADS_X, THREADS_Y)
fn main(
  @builtin(workgroup_id) tile: vec3u,
  @builtin(local_invocation_id) thread: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  // Which inputs and taps this thread fetches.
  //#for i in INPUT_LOADS
  let slot$i = index + $i * THREADS;
  let row$i = i32(tile.y) * (THREADS_Y * PIXELS * STRIDE) - PADDING + i32(slot$i / PATCH_WIDTH);
  let column$i = i32(tile.x) * (THREADS_X * STRIDE) - PADDING + i32(slot$i % PATCH_WIDTH);
  let y$i = mirrored(row$i, IN_HEIGHT);
  let x$i = mirrored(column$i, IN_WIDTH);
  let place$i = slot$i / PATCH_WIDTH * ROW + slot$i % PATCH_WIDTH % STRIDE * RESIDUE + slot$i % PATCH_WIDTH / STRIDE;
  //#if ZERO
  let weight$i = f32(row$i >= 0 && row$i < IN_HEIGHT && column$i >= 0 && column$i < IN_WIDTH);
  var input$i = Vector(source(0u, y$i, x$i) * weight$i);
  //#else
  var input$i = Vector(source(0u, y$i, x$i));
  //#end
  //#end
  //#for i in TAP_LOADS
  let tapSlot$i = min(index + $i * THREADS, STAGED_TAPS * BLOCK - 1);
  let tapAt$i = (tile.z * BLOCK + tapSlot$i / STAGED_TAPS) * (IN_GROUPS * ROUNDS * STAGED_TAPS) + tapSlot$i % STAGED_TAPS;
  var tap$i = weights[tapAt$i];
  //#end
  let corner = thread.y * (PIXELS * STRIDE * ROW) + thread.x;
  var acc: array<vec4f, ACCUMULATORS>;

  for (var group = 0u; group < IN_GROUPS; group++) {
    //#for i in INPUT_LOADS
    if (slot$i < PATCH_WIDTH * PATCH_HEIGHT) {
      inputs[place$i] = input$i;
    }
    //#end
    for (var round = 0u; round < ROUNDS; round++) {
      //#for i in TAP_LOADS
      taps[tapSlot$i] = tap$i;
      //#end
      workgroupBarrier();
      let next = min(group * ROUNDS + round + 1u, IN_GROUPS * ROUNDS - 1);
      //#for i in TAP_LOADS
      tap$i = weights[tapAt$i + next * STAGED_TAPS];
      //#end
      if (round == ROUNDS - 1) {
        let nextGroup = min(group + 1u, IN_GROUPS - 1);
        //#for i in INPUT_LOADS
        //#if ZERO
        input$i = Vector(source(nextGroup, y$i, x$i) * weight$i);
        //#else
        input$i = Vector(source(nextGroup, y$i, x$i));
        //#end
        //#end
      }
      //#if HALF
      // Sums of this round alone are short enough for f16.
      var run = array<Sum, ACCUMULATORS>();
      //#end
      //#if UPSAMPLE
      //#for i in 2
      //#for j in 2
      {
        // Column $i + $j of the inputs, for phases of b = $i: their taps' column $j.
        var values: array<Sum, SPAN>;
        //#for s in SPAN
        values[$s] = Sum(inputs[corner + ($i + $j) + $s * ROW]);
        //#end
        //#for a in 2
        //#for k in 2
        //#for l in LANES
        //#for b in BLOCK
        {
          let tap = Sum(taps[$b * STAGED_TAPS + ((($a * 2 + $i) * 2 + $k) * 2 + $j) * 4 + $l]);
          //#for p in PIXELS
          //#if HALF
          run[(($a * 2 + $i) * BLOCK + $b) * PIXELS + $p] = fma(Sum(values[$p + $a + $k][$l]), tap, run[(($a * 2 + $i) * BLOCK + $b) * PIXELS + $p]);
          //#else
          acc[(($a * 2 + $i) * BLOCK + $b) * PIXELS + $p] = fma(Sum(values[$p + $a + $k][$l]), tap, acc[(($a * 2 + $i) * BLOCK + $b) * PIXELS + $p]);
          //#end
          //#end
        }
        //#end
        //#end
        //#end
        //#end
      }
      //#end
      //#end
      //#else
      //#for c in STAGED_COLUMNS
      {
        let column = round * STAGED_COLUMNS + $c;
        let top = corner + column % STRIDE * RESIDUE + column / STRIDE;
        var values: array<Sum, SPAN>;
        //#for s in SPAN
        values[$s] = Sum(inputs[top + $s * ROW]);
        //#end
        //#for k in K
        //#for l in LANES
        //#for b in BLOCK
        {
          let tap = Sum(taps[($b * STAGED_COLUMNS + $c) * (K * 4) + $k * 4 + $l]);
          //#for p in PIXELS
          //#if HALF
          run[$b * PIXELS + $p] = fma(Sum(values[$p * STRIDE + $k][$l]), tap, run[$b * PIXELS + $p]);
          //#else
          acc[$b * PIXELS + $p] = fma(Sum(values[$p * STRIDE + $k][$l]), tap, acc[$b * PIXELS + $p]);
          //#end
          //#end
        }
        //#end
        //#end
        //#end
      }
      //#end
      //#end
      //#if HALF
      //#for n in ACCUMULATORS
      acc[$n] += vec4f(run[$n]);
      //#end
      //#end
      workgroupBarrier();
    }
  }

  let x = (tile.x * THREADS_X + thread.x) * SCALE;
  let y = (tile.y * THREADS_Y + thread.y) * (PIXELS * SCALE);
  //#for f in PHASES
  //#for b in BLOCK
  //#for p in PIXELS
  if (x + $f % 2 < OUT_WIDTH && y + $p * SCALE + $f / 2 < OUT_HEIGHT) {
    let group = tile.z * BLOCK + $b;
    let value = finish(acc[($f * BLOCK + $b) * PIXELS + $p] + bias[group], group, y + $p * SCALE + $f / 2, x + $f % 2);
    result[(group * OUT_HEIGHT + y + $p * SCALE + $f / 2) * OUT_WIDTH + x + $f % 2] = Vector(value);
    acc[($f * BLOCK + $b) * PIXELS + $p] = value;
  }
  //#end
  //#end
  //#end
  //#if STATISTICS
  // Mean and squared deviations of the tile, summed around one of its own values: no cancellation, however far the mean
  // lies from zero.
  let count = f32(min(TILE_HEIGHT, OUT_HEIGHT - tile.y * TILE_HEIGHT) * min(TILE_WIDTH, OUT_WIDTH - tile.x * TILE_WIDTH));
  //#for b in BLOCK
  {
    if (index == 0u) {
      pivot = acc[$b * PIXELS];
    }
    workgroupBarrier();
    let around = pivot;
    var sum = vec4f();
    var squares = vec4f();
    //#for f in PHASES
    //#for p in PIXELS
    if (x + $f % 2 < OUT_WIDTH && y + $p * SCALE + $f / 2 < OUT_HEIGHT) {
      let deviation = acc[($f * BLOCK + $b) * PIXELS + $p] - around;
      sum += deviation;
      squares = fma(deviation, deviation, squares);
    }
    //#end
    //#end
    let totals = total(sum, squares, index);
    if (index == 0u) {
      let at = (((tile.z * BLOCK + $b) * TILES_Y + tile.y) * TILES_X + tile.x) * 2u;
      partials[at] = around + totals.first / count;
      partials[at + 1u] = max(totals.second - totals.first * totals.first / count, vec4f());
    }
  }
  //#end
  //#end
}
