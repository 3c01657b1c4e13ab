// Convolution, K x K, any stride and padding, fused with everything around it that depends on one pixel only.
//
// Injected
//   bindings   result: array<vec4<$SCALAR>> (written), weights: array<vec4<$SCALAR>>, bias: array<vec4f>,
//              partials: array<vec4f> (written; with STATISTICS), and the buffers that `source` and `finish` read
//   functions  source(group, y, x) -> vec4f: the input, through the norms and activations of the layers before
//              finish(sum, group, y, x) -> vec4f: the sum, through the layers after, residual sums included
//              mirrored (lib/mirrored.wgsl); total (lib/workgroup-sum.wgsl; with STATISTICS)
//   constants  IN_HEIGHT, IN_WIDTH, IN_GROUPS, OUT_HEIGHT, OUT_WIDTH: sizes, channels counted in groups of 4
//              K, STRIDE, PADDING: of the layer
//              THREADS_X, THREADS_Y, PIXELS, BLOCK: the tile
//              SPAN: inputs of a column that a thread reads; STAGED_COLUMNS, STAGED_TAPS: columns and taps staged a round
//              INPUT_LOADS, TAP_LOADS: vectors that a thread fetches a round; LANES: channels in an input group, 1 to 4
//              PHASES, SCALE: 4 and 2 with UPSAMPLE, else 1; ACCUMULATORS: sums that a thread keeps
//   switches   ZERO, REFLECT: padding, the edge pixel repeated without either; UPSAMPLE; STATISTICS;
//              F16: sums a round's products in f16
//   texts      $SCALAR: type of stored values; $SUM: type of a round's sums
//
// Layout: pictures are [group][y][x] vec4, channel c in component c % 4 of group c / 4. Weights are vec4 over output channels
// in the order [output group][input group][kernel x][kernel y][input channel], with UPSAMPLE [output group][input group]
// [phase y][phase x][tap y][tap x][input channel].
//
// main: a workgroup makes a tile of THREADS_X x (THREADS_Y * PIXELS) output pixels in BLOCK groups of 4 channels. For every
// group of 4 input channels it stages in workgroup memory the inputs that the tile needs, and the taps. A thread then keeps
// PIXELS pixels of one column x BLOCK groups in registers. Reading down a column, SPAN inputs serve K x PIXELS taps, and
// neighbouring threads read neighbouring vectors. Each round fetches the next round's data to registers before its own
// arithmetic, which hides the latency of memory.
//
// With UPSAMPLE it is a 3 x 3 convolution of the input upsampled by 2. Pixel (2y + a, 2x + b) reads only 2 x 2 inputs around
// (y, x), and each of the four phases (a, b) has taps of its own: 16 products instead of 36.

alias Vector = vec4<$SCALAR>;
// Type in which products are taken and summed.
alias Sum = vec4<$SUM>;

const THREADS = THREADS_X * THREADS_Y;
const SEGMENT = THREADS;
const PATCH_WIDTH = (THREADS_X - 1) * STRIDE + K;
const PATCH_HEIGHT = (THREADS_Y * PIXELS - 1) * STRIDE + K;
// Columns are ordered by their residue modulo the stride, so that neighbouring threads read neighbouring vectors at any stride.
const RESIDUE = (PATCH_WIDTH + STRIDE - 1) / STRIDE;
const ROW = RESIDUE * STRIDE;
const ROUNDS = K / STAGED_COLUMNS;
// Size of a tile in output pixels.
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
  // Choose the inputs and taps that this thread fetches.
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
      //#if F16
      // Sums of one round are short enough for f16.
      var run = array<Sum, ACCUMULATORS>();
      //#end
      //#if UPSAMPLE
      //#for i in 2
      //#for j in 2
      {
        // Column $i + $j of the inputs meets column $j of the taps of the phases with b = $i.
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
          //#if F16
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
          //#if F16
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
      //#if F16
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
  // Sum the tile's mean and squared deviations around one of its own values: this avoids cancellation, however far the mean
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
