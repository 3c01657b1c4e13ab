// Convolution 3 x 3, stride 1 or 2, by the GPU's matrix units: each tap is a product of 16 pixels x 16 input channels and 16 x 16
// output channels, in f16 with sums in f32.
//
// Injected
//   bindings   result: array<vec4<f16>> (written), weights: array<f16>, bias: array<vec4f>, partials: array<vec4f> (written;
//              with STATISTICS), and the buffers that `source` and `finish` read
//   functions  source, finish, mirrored, total: as in conv.wgsl
//   constants  IN_HEIGHT, IN_WIDTH, HEIGHT, WIDTH: of input and output; CHUNKS: input channels / 16; OUT: output channels
//              STRIDE; ACROSS, COLUMNS, BLOCK: the tile; ROWS: rows of pixels a subgroup; SPAN: rows of inputs that it reads
//              PITCH: scalars from a staged pixel to the next
//              LOADS: input vectors that a thread fetches a round; SHARE: pixels of a group that a thread finishes
//   switches   ZERO, REFLECT, STATISTICS: as in conv.wgsl
//
// Layout: pictures as in conv.wgsl; weights are matrices of 16 input x 16 output channels, each in one piece, in the order [tap y]
// [tap x][input channels / 16][output channels / 16]: a load takes four cache lines instead of sixteen.
//
// main: a workgroup of four subgroups makes 16 x 8 pixels of BLOCK groups of 4 output channels; ACROSS subgroups lie side by
// side over the channels, each with ROWS rows of pixels of COLUMNS * 16 channels. For every 16 input channels it stages the
// pixels and a border of one in workgroup memory, a pixel's channels side by side. Each round fetches the next round's inputs
// before its own arithmetic.

alias Vector = vec4<f16>;
alias Left = subgroup_matrix_left<f16, 16, 16>;
alias Right = subgroup_matrix_right<f16, 16, 16>;
alias Sums = subgroup_matrix_result<f32, 16, 16>;

const THREADS = 128;
const TILE_WIDTH = 16;
const TILE_HEIGHT = 8;
const PATCH_WIDTH = (TILE_WIDTH - 1) * STRIDE + 3;
const PATCH = PATCH_WIDTH * ((TILE_HEIGHT - 1) * STRIDE + 3);
const SEGMENT = THREADS / (ACROSS * 4);
const GRID_X = (WIDTH + TILE_WIDTH - 1) / TILE_WIDTH;
const GRID_Y = (HEIGHT + TILE_HEIGHT - 1) / TILE_HEIGHT;

var<workgroup> staged: array<f16, PATCH * PITCH>;
var<workgroup> sums: array<f32, 4 * ROWS * 256>;
//#if STATISTICS
var<workgroup> pivots: array<vec4f, ACROSS * 4>;
//#end

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) tile: vec3u, @builtin(local_invocation_index) index: u32) {
  let subgroup = index / 32u;
  let rowBlock = subgroup / ACROSS;
  let columnBlock = subgroup % ACROSS;
  let part = index % 4u;
  //#for i in LOADS
  let slot$i = index / 4u + $i * (THREADS / 4);
  let row$i = i32(tile.y * (TILE_HEIGHT * STRIDE) + slot$i / PATCH_WIDTH) - 1;
  let column$i = i32(tile.x * (TILE_WIDTH * STRIDE) + slot$i % PATCH_WIDTH) - 1;
  let y$i = mirrored(row$i, IN_HEIGHT);
  let x$i = mirrored(column$i, IN_WIDTH);
  //#if ZERO
  let weight$i = f32(row$i >= 0 && row$i < IN_HEIGHT && column$i >= 0 && column$i < IN_WIDTH);
  var input$i = Vector(source(part, y$i, x$i) * weight$i);
  //#else
  var input$i = Vector(source(part, y$i, x$i));
  //#end
  //#end
  var acc: array<Sums, ROWS * COLUMNS>;

  for (var chunk = 0u; chunk < CHUNKS; chunk++) {
    //#for i in LOADS
    if (slot$i < PATCH) {
      let at = slot$i * PITCH + part * 4u;
      staged[at] = input$i.x;
      staged[at + 1u] = input$i.y;
      staged[at + 2u] = input$i.z;
      staged[at + 3u] = input$i.w;
    }
    //#end
    workgroupBarrier();
    let next = min(chunk + 1u, CHUNKS - 1) * 4u + part;
    //#for i in LOADS
    //#if ZERO
    input$i = Vector(source(next, y$i, x$i) * weight$i);
    //#else
    input$i = Vector(source(next, y$i, x$i));
    //#end
    //#end
    let taps = chunk * (16 * OUT) + (tile.z * ACROSS + columnBlock) * (COLUMNS * 256);
    //#for x in 3
    {
      var lefts: array<Left, SPAN>;
      //#for s in SPAN
      lefts[$s] = subgroupMatrixLoad<Left, row_major>(&staged, ((rowBlock * (ROWS * STRIDE) + $s) * PATCH_WIDTH + $x) * PITCH, PITCH * STRIDE);
      //#end
      //#for y in 3
      //#for c in COLUMNS
      {
        let right = subgroupMatrixLoad<Right, row_major>(&weights, taps + ($y * 3 + $x) * (CHUNKS * 16 * OUT) + $c * 256, 16);
        //#for r in ROWS
        acc[$r * COLUMNS + $c] = subgroupMatrixMultiplyAccumulate(lefts[$r * STRIDE + $y], right, acc[$r * COLUMNS + $c]);
        //#end
      }
      //#end
      //#end
    }
    //#end
    workgroupBarrier();
  }

  // Finish every SEGMENT-th pixel of one group of channels.
  let lane = index / SEGMENT;
  //#for c in COLUMNS
  {
    //#for r in ROWS
    subgroupMatrixStore<row_major>(&sums, (subgroup * ROWS + $r) * 256, acc[$r * COLUMNS + $c], 16);
    //#end
    workgroupBarrier();
    let group = tile.z * BLOCK + (lane / 4u * COLUMNS + $c) * 4u + lane % 4u;
    var values: array<vec4f, SHARE>;
    //#for i in SHARE
    {
      let item = $i * SEGMENT + index % SEGMENT;
      let at = ((item / (ROWS * 16) * ACROSS + lane / 4u) * (ROWS * 16) + item % (ROWS * 16)) * 16 + lane % 4u * 4u;
      let y = tile.y * TILE_HEIGHT + item / TILE_WIDTH;
      let x = tile.x * TILE_WIDTH + item % TILE_WIDTH;
      if (y < HEIGHT && x < WIDTH) {
        let value = vec4f(sums[at], sums[at + 1u], sums[at + 2u], sums[at + 3u]) + bias[group];
        values[$i] = finish(value, group, y, x);
        result[(group * HEIGHT + y) * WIDTH + x] = Vector(values[$i]);
      }
    }
    //#end
    //#if STATISTICS
    // Sum the mean and squared deviations around one of the tile's own values, as in conv.wgsl.
    if (index % SEGMENT == 0u) {
      pivots[lane] = values[0];
    }
    workgroupBarrier();
    let around = pivots[lane];
    var deviations = vec4f();
    var squares = vec4f();
    //#for i in SHARE
    {
      let item = $i * SEGMENT + index % SEGMENT;
      if (tile.y * TILE_HEIGHT + item / TILE_WIDTH < HEIGHT && tile.x * TILE_WIDTH + item % TILE_WIDTH < WIDTH) {
        let deviation = values[$i] - around;
        deviations += deviation;
        squares = fma(deviation, deviation, squares);
      }
    }
    //#end
    let count = f32(min(TILE_HEIGHT, HEIGHT - tile.y * TILE_HEIGHT) * min(TILE_WIDTH, WIDTH - tile.x * TILE_WIDTH));
    let totals = total(deviations, squares, index);
    if (index % SEGMENT == 0u) {
      let at = ((group * GRID_Y + tile.y) * GRID_X + tile.x) * 2u;
      partials[at] = around + totals.first / count;
      partials[at + 1u] = max(totals.second - totals.first * totals.first / count, vec4f());
    }
    //#else
    workgroupBarrier();
    //#end
  }
  //#end
}
