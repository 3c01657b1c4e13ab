// Instance norm, first half, for values that no convolution has just made: mean and sum of squared deviations of every tile
// of a channel group, summed around one of the tile's own values. This avoids cancellation, however far the mean lies from zero.
//
// Injected
//   bindings   partials: array<vec4f> (written), per group and tile a mean and a sum of squared deviations; and the buffers
//              that `source` reads
//   functions  source(group, y, x) -> vec4f: the value; total (lib/workgroup-sum.wgsl)
//   constants  TILE_HEIGHT, TILE_WIDTH: of a tile; THREADS
//   texts      $HEIGHT, $WIDTH: of the value, u32
//
// main: a workgroup takes one tile of one group of 4 channels.

const SEGMENT = THREADS;

@compute @workgroup_size(THREADS)
fn main(
  @builtin(workgroup_id) tile: vec3u,
  @builtin(num_workgroups) tiles: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let top = tile.y * TILE_HEIGHT;
  let left = tile.x * TILE_WIDTH;
  let rows = min(TILE_HEIGHT, $HEIGHT - top);
  let columns = min(TILE_WIDTH, $WIDTH - left);
  let around = source(tile.z, top, left);
  var sum = vec4f();
  var squares = vec4f();
  for (var i = index; i < rows * columns; i += THREADS) {
    let deviation = source(tile.z, top + i / columns, left + i % columns) - around;
    sum += deviation;
    squares = fma(deviation, deviation, squares);
  }
  let totals = total(sum, squares, index);
  if (index == 0u) {
    let count = f32(rows * columns);
    let at = ((tile.z * tiles.y + tile.y) * tiles.x + tile.x) * 2u;
    partials[at] = around + totals.first / count;
    partials[at + 1u] = max(totals.second - totals.first * totals.first / count, vec4f());
  }
}
