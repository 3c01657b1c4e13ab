// Instance norm, second half: merges the tiles' means and squared deviations (Chan, Golub and LeVeque's parallel
// variance, around the first tile's mean) into x * a + b, one workgroup a group of 4 channels. Whoever reads the value
// next applies it.

const SEGMENT = THREADS;
const TILES_X = (WIDTH + TILE_WIDTH - 1) / TILE_WIDTH;
const TILES_Y = (HEIGHT + TILE_HEIGHT - 1) / TILE_HEIGHT;

fn pixels(tile: u32) -> f32 {
  let rows = min(TILE_HEIGHT, HEIGHT - tile / TILES_X * TILE_HEIGHT);
  let columns = min(TILE_WIDTH, WIDTH - tile % TILES_X * TILE_WIDTH);
  return f32(rows * columns);
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) index: u32) {
  let group = workgroup.x;
  let first = group * (TILES_X * TILES_Y * 2);
  let around = partials[first];
  var sum = vec4f();
  var squares = vec4f();
  for (var tile = index; tile < TILES_X * TILES_Y; tile += THREADS) {
    let deviation = partials[first + tile * 2u] - around;
    sum += deviation * pixels(tile);
    squares += partials[first + tile * 2u + 1u] + deviation * deviation * pixels(tile);
  }
  let totals = total(sum, squares, index);
  if (index == 0u) {
    let shift = totals.first / (WIDTH * HEIGHT);
    let variance = max(totals.second / (WIDTH * HEIGHT) - shift * shift, vec4f());
    let scale = scaleShift[group * 2u] / sqrt(variance + EPS);
    coefficients[group * 2u] = scale;
    coefficients[group * 2u + 1u] = fma(-(around + shift), scale, scaleShift[group * 2u + 1u]);
  }
}
