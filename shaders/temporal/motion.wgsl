// Motion of a video between two frames, on one level of their luma pyramids: for each cell of 4 x 4 values the vector v, in
// values of this level, for which `before` at x + v looks most like `now` at x over the 8 x 8 values around the cell.
//
// Injected
//   functions  between (lib/bilinear.wgsl)
//   bindings   now, before: array<f32>, luma pyramids (temporal/pyramid.wgsl) of this frame and of the last one
//              vectors: array<vec2f> (written), one a cell, the levels one after the other; those of the coarser level exist
//              search: where this level's values and vectors lie, and the coarser level's vectors
//
// main: a workgroup finds the vectors of ROW cells in a row, with a thread for each row of a cell's window.
//
// The search starts from the best of standing still and of the vectors that the next coarser level found here and around (block
// matching). It refines them between pixels by Gauss-Newton on the squared difference with the gradients of `now` (inverse
// compositional, Baker and Matthews 2004, as in Kroeger et al. 2016). DAMPING keeps a window without texture where it started.

// A grid of values or vectors, row by row: the index where it begins in its buffer, and its size.
struct Grid {
  first: u32,
  @align(8) size: vec2u,
}

struct Search {
  level: Grid,
  cells: Grid,
  // The vectors of the next coarser level; of size 0 on the coarsest.
  coarser: Grid,
}

@group(0) @binding(0) var<storage, read> now: array<f32>;
@group(0) @binding(1) var<storage, read> before: array<f32>;
@group(0) @binding(2) var<storage, read_write> vectors: array<vec2f>;
@group(0) @binding(3) var<uniform> search: Search;

const CELL = 4;
const WINDOW = 8;
// Cells that a workgroup finds, each with as many threads as the window has rows.
const ROW = 8u;
const STEPS = 4;
// In squared gradients a value, of luma in 0..1.
const DAMPING = 1e-4;
// Mean difference a value by which a vector must beat standing still; else noise would make flat places creep.
const STILLNESS = 0.002;

var<workgroup> shares: array<vec4f, ROW * WINDOW>;

// Mean over the window, from the sums of its rows.
fn windowMean(share: vec4f, local: vec2u) -> vec4f {
  shares[local.y * WINDOW + local.x] = share;
  workgroupBarrier();
  var sum = vec4f();
  for (var row = 0u; row < WINDOW; row++) {
    sum += shares[local.y * WINDOW + row];
  }
  workgroupBarrier();
  return sum / (WINDOW * WINDOW);
}

fn nowAt(at: vec2i) -> f32 {
  let size = vec2i(search.level.size);
  let inside = clamp(at, vec2i(), size - 1);
  return now[i32(search.level.first) + inside.y * size.x + inside.x];
}

// The last frame's luma, interpolated.
fn beforeAt(position: vec2f) -> f32 {
  let near = between(position, vec2i(search.level.size));
  let at = near.at + i32(search.level.first);
  return mix(mix(before[at.x], before[at.y], near.weight.x), mix(before[at.z], before[at.w], near.weight.x), near.weight.y);
}

// Twice the vector of the coarser level's cell around `cell`, or of that cell's neighbour on the given side.
fn coarser(cell: vec2u, side: vec2i) -> vec2f {
  let grid = search.coarser;
  let toward = side * (vec2i(cell % 2) * 2 - 1);
  let at = vec2u(clamp(vec2i(cell / 2) + toward, vec2i(), vec2i(grid.size) - 1));
  return 2 * vectors[grid.first + at.y * grid.size.x + at.x];
}

@compute @workgroup_size(WINDOW, ROW)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_id) id: vec3u) {
  let local = id.xy;
  let cells = search.cells;
  // A thread looks at one row of one cell's window. Threads beyond the last cell look at the last one and store nothing.
  let wanted = vec2u(workgroup.x * ROW + local.y, workgroup.y);
  let cell = min(wanted, cells.size - 1);
  let last = vec2i(search.level.size) - 1;
  let first = vec2i(cell) * CELL - (WINDOW - CELL) / 2;
  let y = clamp(first.y + i32(local.x), 0, last.y);

  var places: array<vec2f, WINDOW>;
  var values: array<f32, WINDOW>;
  var slopes: array<vec2f, WINDOW>;
  var products = vec4f();
  for (var i = 0; i < WINDOW; i++) {
    let at = vec2i(clamp(first.x + i, 0, last.x), y);
    let slope = vec2f(
      nowAt(at + vec2i(1, 0)) - nowAt(at - vec2i(1, 0)),
      nowAt(at + vec2i(0, 1)) - nowAt(at - vec2i(0, 1)),
    ) / 2;
    places[i] = vec2f(at);
    values[i] = nowAt(at);
    slopes[i] = slope;
    products += vec4f(slope.x * slope.x, slope.y * slope.y, slope.x * slope.y, abs(beforeAt(vec2f(at)) - values[i]));
  }
  let around = windowMean(products, local);
  let hessian = around.xyz + vec3f(DAMPING, DAMPING, 0);
  let determinant = hessian.x * hessian.y - hessian.z * hessian.z;

  var best = vec2f();
  var least = around.w - STILLNESS;
  if (search.coarser.size.x > 0) {
    let candidates = array(
      coarser(cell, vec2i()), coarser(cell, vec2i(0, 1)), coarser(cell, vec2i(1, 0)), coarser(cell, vec2i(1, 1)),
    );
    var differences = vec4f();
    for (var i = 0; i < WINDOW; i++) {
      for (var c = 0; c < 4; c++) {
        differences[c] += abs(beforeAt(places[i] + candidates[c]) - values[i]);
      }
    }
    differences = windowMean(differences, local);
    for (var c = 0; c < 4; c++) {
      if (differences[c] < least) {
        best = candidates[c];
        least = differences[c];
      }
    }
  }

  var moved = best;
  for (var step = 0; step < STEPS; step++) {
    var sum = vec4f();
    for (var i = 0; i < WINDOW; i++) {
      let difference = beforeAt(places[i] + moved) - values[i];
      sum += vec4f(slopes[i] * difference, abs(difference), 0);
    }
    let mean = windowMean(sum, local);
    if (mean.z < least) {
      best = moved;
      least = mean.z;
    }
    let shift = vec2f(
      hessian.y * mean.x - hessian.z * mean.y,
      hessian.x * mean.y - hessian.z * mean.x,
    ) / determinant;
    moved -= clamp(shift, vec2f(-2), vec2f(2));
  }
  if (local.x == 0 && wanted.x < cells.size.x) {
    vectors[cells.first + cell.y * cells.size.x + cell.x] = best;
  }
}
