// Instance norm, first half, for values that no convolution has just made: mean and sum of squared deviations of every
// TILE_HEIGHT x TILE_WIDTH tile of a channel group, in two passes over the tile.

const THREADS = 256;

@compute @workgroup_size(THREADS)
fn main(
  @builtin(workgroup_id) tile: vec3u,
  @builtin(num_workgroups) tiles: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let top = tile.y * TILE_HEIGHT;
  let left = tile.x * TILE_WIDTH;
  let rows = min(TILE_HEIGHT, HEIGHT - top);
  let columns = min(TILE_WIDTH, WIDTH - left);
  let count = rows * columns;
  var sum = vec4f();
  for (var i = index; i < count; i += THREADS) {
    sum += source(tile.z, top + i / columns, left + i % columns);
  }
  let mean = total(sum, index) / f32(count);
  var squares = vec4f();
  for (var i = index; i < count; i += THREADS) {
    let deviation = source(tile.z, top + i / columns, left + i % columns) - mean;
    squares = fma(deviation, deviation, squares);
  }
  squares = total(squares, index);
  if (index == 0u) {
    let at = ((tile.z * tiles.y + tile.y) * tiles.x + tile.x) * 2u;
    partials[at] = mean;
    partials[at + 1u] = squares;
  }
}
