// Instance norm, second half: merges the tiles' means and squared deviations (Chan, Golub and LeVeque's parallel variance,
// around the first tile's mean) into x * a + b. The kernel that reads the value next applies it.
//
// Injected
//   bindings   partials: array<vec4f>, per group and tile a mean and a sum of squared deviations
//              scaleShift: array<vec4f>, per group a scale and a shift
//              coefficients: array<vec4f> (written), per group a and b
//              with FOLLOWED: followed: array<vec4f> (read and written), per group the mean and variance of the last frames;
//              settings: Settings (lib/settings.wgsl)
//   functions  total (lib/workgroup-sum.wgsl)
//   constants  TILE_HEIGHT, TILE_WIDTH: of a tile; EPS; THREADS
//   texts      $HEIGHT, $WIDTH: of the normalised picture; $TILES_Y, $TILES_X: tiles of it; all u32
//   switches   FOLLOWED: the statistics follow the video
//
// main: a workgroup makes the coefficients of one group of 4 channels.
//
// Followed statistics mix in the last frames' with the share settings.statisticsKept: an object that enters or leaves the
// picture must not change the look of all the rest at once. They do so within a scene only, judged for each channel by itself: a change
// up to SAME, in deviations of the mean or in the logarithm of the variance, counts in full as the same scene's, one of twice
// that as another's.

const SEGMENT = THREADS;

fn pixels(tile: u32) -> f32 {
  let rows = min(TILE_HEIGHT, $HEIGHT - tile / $TILES_X * TILE_HEIGHT);
  let columns = min(TILE_WIDTH, $WIDTH - tile % $TILES_X * TILE_WIDTH);
  return f32(rows * columns);
}

//#if FOLLOWED
const SAME = 0.1;

struct Statistics {
  mean: vec4f,
  variance: vec4f,
}

// Mixes this frame's statistics with the last frames' and remembers the result for the next frame.
fn follow(group: u32, now: Statistics, last: Statistics) -> Statistics {
  let variance = last.variance + EPS;
  let change = max(abs(now.mean - last.mean) / sqrt(variance), abs(log((now.variance + EPS) / variance)));
  let kept = settings.statisticsKept * saturate(2 - change / SAME);
  // False where `last` is NaN or infinite.
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
  let first = group * ($TILES_X * $TILES_Y * 2u);
  let around = partials[first];
  // Load what the end needs before the sums, so that nothing waits for memory there.
  let given = array<vec4f, 2>(scaleShift[group * 2u], scaleShift[group * 2u + 1u]);
//#if FOLLOWED
  let last = Statistics(followed[group * 2u], followed[group * 2u + 1u]);
//#end
  var sum = vec4f();
  var squares = vec4f();
  for (var tile = index; tile < $TILES_X * $TILES_Y; tile += THREADS) {
    let deviation = partials[first + tile * 2u] - around;
    sum += deviation * pixels(tile);
    squares += partials[first + tile * 2u + 1u] + deviation * deviation * pixels(tile);
  }
  let totals = total(sum, squares, index);
  if (index == 0u) {
    let shift = totals.first / f32($WIDTH * $HEIGHT);
    var mean = around + shift;
    var variance = max(totals.second / f32($WIDTH * $HEIGHT) - shift * shift, vec4f());
//#if FOLLOWED
    let steady = follow(group, Statistics(mean, variance), last);
    mean = steady.mean;
    variance = steady.variance;
//#end
    let scale = given[0] / sqrt(variance + EPS);
    coefficients[group * 2u] = scale;
    coefficients[group * 2u + 1u] = fma(-mean, scale, given[1]);
  }
}
