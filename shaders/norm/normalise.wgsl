// Instance norm, second half: merges the tiles' means and squared deviations (Chan, Golub and LeVeque's parallel
// variance, around the first tile's mean) into x * a + b, one workgroup a group of 4 channels. Whoever reads the value
// next applies it.
//
// Where the statistics are followed, what they were in the frames before counts too, in the share that settings[1].y says: what
// enters or leaves the picture shall not change the look of all the rest at once. Only within a scene, told for each channel by
// itself: a change up to SAME, in deviations of the mean or in the logarithm of the variance, counts in full as the same scene's,
// one of twice that as another's.

const SEGMENT = THREADS;
const TILES_X = (WIDTH + TILE_WIDTH - 1) / TILE_WIDTH;
const TILES_Y = (HEIGHT + TILE_HEIGHT - 1) / TILE_HEIGHT;

fn pixels(tile: u32) -> f32 {
  let rows = min(TILE_HEIGHT, HEIGHT - tile / TILES_X * TILE_HEIGHT);
  let columns = min(TILE_WIDTH, WIDTH - tile % TILES_X * TILE_WIDTH);
  return f32(rows * columns);
}

//#if FOLLOWED
const SAME = 0.1;

struct Statistics {
  mean: vec4f,
  variance: vec4f,
}

// What is followed of this frame's statistics; remembers it for the next.
fn follow(group: u32, now: Statistics) -> Statistics {
  let last = Statistics(followed[group * 2u], followed[group * 2u + 1u]);
  let variance = last.variance + EPS;
  let change = max(abs(now.mean - last.mean) / sqrt(variance), abs(log((now.variance + EPS) / variance)));
  let kept = settings.statisticsKept * saturate(2 - change / SAME);
  // Not where `last` is no number, or infinite.
  let isKept = change < vec4f(2 * SAME);
  let result = Statistics(
    select(now.mean, mix(now.mean, last.mean, kept), isKept),
    select(now.variance, mix(now.variance, last.variance, kept), isKept),
  );
  followed[group * 2u] = result.mean;
  followed[group * 2u + 1u] = result.variance;
  return result;
}
//#end

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
    var mean = around + shift;
    var variance = max(totals.second / (WIDTH * HEIGHT) - shift * shift, vec4f());
//#if FOLLOWED
    let steady = follow(group, Statistics(mean, variance));
    mean = steady.mean;
    variance = steady.variance;
//#end
    let scale = scaleShift[group * 2u] / sqrt(variance + EPS);
    coefficients[group * 2u] = scale;
    coefficients[group * 2u + 1u] = fma(-mean, scale, scaleShift[group * 2u + 1u]);
  }
}
