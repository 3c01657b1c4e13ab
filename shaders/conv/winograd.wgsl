// Convolution 3 x 3, stride 1, by Winograd's minimal filtering F(2x2, 3x3) (Lavin and Gray, "Fast algorithms for convolutional
// neural networks", 2016): 16 products for 4 outputs instead of 36, the same result up to rounding.
//
// Injected
//   bindings   result: array<vec4<$SCALAR>> (written), weights: array<vec4<$SCALAR>>, bias: array<vec4f>,
//              partials: array<vec4f> (written; with STATISTICS), and the buffers that `source` and `finish` read
//   functions  source, finish, mirrored, total: as in conv.wgsl
//   constants  HEIGHT, WIDTH: of input and output; IN_GROUPS, OUT_GROUPS: channels in groups of 4
//              TILES_X, TILES_Y, BLOCK, TILE_LANES, FLUSH: the tile; TAP_LOADS: weights that a thread fetches a round
//              SPAN, COLUMNS: tiles and output groups that a thread multiplies
//              REPEAT, ROUNDS: tiles a lane exchanged at a time, and how many times
//   switches   ZERO, REFLECT, STATISTICS: as in conv.wgsl; F16: sums FLUSH groups in f16, and exchanges f32 products
//   texts      $SCALAR: type of stored values; $PRODUCTS: workgroup memory for the exchange, `products` with F16, else `staged`
//
// Layout: pictures as in conv.wgsl. Weights are in the domain of frequencies, vec4 over output channels in the order
// [input group][frequency y][frequency x][input channel][output group].
//
// main: a workgroup makes TILES_X x TILES_Y tiles of 2 x 2 pixels in BLOCK groups of 4 channels. For every group of 4 input
// channels, thread (tile, row) transforms one row of the tile's 4 x 4 inputs into workgroup memory. Each thread then works on
// one of the 16 frequencies, as in a matrix product, with SPAN tiles x COLUMNS output groups in registers. Each round fetches
// the next round's data before its own arithmetic. In the end the threads exchange frequencies through workgroup memory, REPEAT
// tiles a lane at a time, and sum them to pixels.

alias Vector = vec4<$SCALAR>;

const TILES = TILES_X * TILES_Y;
const THREADS = TILES * 4;
const LANES = THREADS / 16;
const OUT_LANES = LANES / TILE_LANES;
// Pad each frequency by one lane: the frequencies of a subgroup then lie in different banks.
const INPUT_STRIDE = TILES + TILE_LANES;
const TAP_STRIDE = BLOCK * 4 + OUT_LANES;
const INPUTS = 16 * INPUT_STRIDE;
const TAPS = 16 * TAP_STRIDE;
const SEGMENT = THREADS / BLOCK;
const GRID_X = (WIDTH + 2 * TILES_X - 1) / (2 * TILES_X);
const GRID_Y = (HEIGHT + 2 * TILES_Y - 1) / (2 * TILES_Y);

var<workgroup> staged: array<Vector, INPUTS + TAPS>;
//#if F16
var<workgroup> products: array<vec4f, REPEAT * 16 * BLOCK * TILE_LANES>;
//#end
//#if STATISTICS
var<workgroup> pivots: array<vec4f, BLOCK>;
//#end

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) tile: vec3u, @builtin(local_invocation_index) index: u32) {
  // Transform row `row` of B' d B for one tile: the sum of two input rows by four columns.
  let row = index % 4u;
  let item = index / 4u;
  let top = i32((tile.y * TILES_Y + item / TILES_X) * 2u) - 1;
  let left = i32((tile.x * TILES_X + item % TILES_X) * 2u) - 1;
  let firstRow = top + select(select(1, 2, row == 2u), 0, row == 0u);
  let secondRow = top + select(select(2, 1, row == 2u), 3, row == 3u);
  let sign = select(-1.0, 1.0, row == 1u);
  let y0 = mirrored(firstRow, HEIGHT);
  let y1 = mirrored(secondRow, HEIGHT);
  //#if ZERO
  let weight0 = f32(firstRow >= 0 && firstRow < HEIGHT);
  let weight1 = sign * f32(secondRow >= 0 && secondRow < HEIGHT);
  //#end
  //#for c in 4
  let x$c = mirrored(left + $c, WIDTH);
  //#if ZERO
  let inside$c = f32(left + $c >= 0 && left + $c < WIDTH);
  var d$c = (weight0 * source(0u, y0, x$c) + weight1 * source(0u, y1, x$c)) * inside$c;
  //#else
  var d$c = source(0u, y0, x$c) + sign * source(0u, y1, x$c);
  //#end
  //#end
  let inputAt = row * (4u * INPUT_STRIDE) + item;
  //#for i in TAP_LOADS
  let slot$i = (index + $i * THREADS) / BLOCK;
  let out$i = (index + $i * THREADS) % BLOCK;
  let tapAt$i = slot$i * OUT_GROUPS + tile.z * BLOCK + out$i;
  let place$i = INPUTS + slot$i / 4u * TAP_STRIDE + slot$i % 4u * BLOCK + out$i;
  var tap$i = weights[tapAt$i];
  //#end

  // Multiply one frequency of every TILE_LANES-th tile and every OUT_LANES-th output group.
  let frequency = index / LANES;
  let tileLane = index % LANES % TILE_LANES;
  let outLane = index % LANES / TILE_LANES;
  let inputBase = frequency * INPUT_STRIDE + tileLane;
  let tapBase = INPUTS + frequency * TAP_STRIDE + outLane;
  var acc: array<vec4f, SPAN * COLUMNS>;
  //#if F16
  var run: array<Vector, SPAN * COLUMNS>;
  //#end

  for (var group = 0u; group < IN_GROUPS; group++) {
    staged[inputAt] = Vector(d0 - d2);
    staged[inputAt + INPUT_STRIDE] = Vector(d1 + d2);
    staged[inputAt + 2 * INPUT_STRIDE] = Vector(d2 - d1);
    staged[inputAt + 3 * INPUT_STRIDE] = Vector(d1 - d3);
    //#for i in TAP_LOADS
    staged[place$i] = tap$i;
    //#end
    workgroupBarrier();
    let next = min(group + 1u, IN_GROUPS - 1);
    //#for c in 4
    //#if ZERO
    d$c = (weight0 * source(next, y0, x$c) + weight1 * source(next, y1, x$c)) * inside$c;
    //#else
    d$c = source(next, y0, x$c) + sign * source(next, y1, x$c);
    //#end
    //#end
    //#for i in TAP_LOADS
    tap$i = weights[tapAt$i + next * (64 * OUT_GROUPS)];
    //#end
    //#for t in SPAN
    let v$t = staged[inputBase + $t * TILE_LANES];
    //#end
    //#for l in 4
    //#for o in COLUMNS
    {
      let tap = staged[tapBase + ($l * BLOCK + $o * OUT_LANES)];
      //#for t in SPAN
      //#if F16
      run[$o * SPAN + $t] = fma(Vector(v$t[$l]), tap, run[$o * SPAN + $t]);
      //#else
      acc[$o * SPAN + $t] = fma(Vector(v$t[$l]), tap, acc[$o * SPAN + $t]);
      //#end
      //#end
    }
    //#end
    //#end
    //#if F16
    // Sums of FLUSH groups are short enough for f16.
    if (group % FLUSH == FLUSH - 1 || group == IN_GROUPS - 1) {
      //#for o in COLUMNS
      //#for t in SPAN
      acc[$o * SPAN + $t] += vec4f(run[$o * SPAN + $t]);
      run[$o * SPAN + $t] = Vector();
      //#end
      //#end
    }
    //#end
    workgroupBarrier();
  }

  // Sum up one pixel of a tile, one output group.
  let pixelX = index % 2u;
  let lane = index / 2u % TILE_LANES;
  let pixelY = index / (2u * TILE_LANES) % 2u;
  let repeat = index / (4u * TILE_LANES) % REPEAT;
  let out = index / SEGMENT;
  let group = tile.z * BLOCK + out;
  let signX = select(1.0, -1.0, pixelX == 1u);
  let signY = select(1.0, -1.0, pixelY == 1u);
  let productBase = ((repeat * 16u + pixelY * 4u + pixelX) * BLOCK + out) * TILE_LANES + lane;
  //#if STATISTICS
  var around = vec4f();
  var squares = vec4f();
  var deviations = vec4f();
  //#end
  //#for e in ROUNDS
  {
    //#for r in REPEAT
    //#for o in COLUMNS
    $PRODUCTS[(($r * 16u + frequency) * BLOCK + $o * OUT_LANES + outLane) * TILE_LANES + tileLane] = acc[$o * SPAN + $e * REPEAT + $r];
    //#end
    //#end
    workgroupBarrier();
    var sum = vec4f();
    //#for y in 3
    {
      let part = $PRODUCTS[productBase + ($y * 4 + 0) * BLOCK * TILE_LANES]
        + signX * ($PRODUCTS[productBase + ($y * 4 + 1) * BLOCK * TILE_LANES]
          + $PRODUCTS[productBase + ($y * 4 + 2) * BLOCK * TILE_LANES]);
      sum += select(signY, 1.0, $y == 0) * part;
    }
    //#end
    let item = ($e * REPEAT + repeat) * TILE_LANES + lane;
    let y = (tile.y * TILES_Y + item / TILES_X) * 2u + pixelY;
    let x = (tile.x * TILES_X + item % TILES_X) * 2u + pixelX;
    let inside = y < HEIGHT && x < WIDTH;
    if (inside) {
      sum = finish(sum + bias[group], group, y, x);
      result[(group * HEIGHT + y) * WIDTH + x] = Vector(sum);
    }
    //#if STATISTICS
    if ($e == 0 && index % SEGMENT == 0u) {
      pivots[out] = sum;
    }
    //#end
    workgroupBarrier();
    //#if STATISTICS
    around = pivots[out];
    if (inside) {
      let deviation = sum - around;
      deviations += deviation;
      squares = fma(deviation, deviation, squares);
    }
    //#end
  }
  //#end
  //#if STATISTICS
  // Sum the mean and squared deviations around one of the tile's own values, as in conv.wgsl.
  let count = f32(min(2 * TILES_Y, HEIGHT - tile.y * (2 * TILES_Y)) * min(2 * TILES_X, WIDTH - tile.x * (2 * TILES_X)));
  let totals = total(deviations, squares, index);
  if (index % SEGMENT == 0u) {
    let at = ((group * GRID_Y + tile.y) * GRID_X + tile.x) * 2u;
    partials[at] = around + totals.first / count;
    partials[at + 1u] = max(totals.second - totals.first * totals.first / count, vec4f());
  }
  //#end
}
