// Sums of outer products of pixels: the gradient of a convolution's weights, and Gram matrices.
//
// Injected
//   bindings   lefts: array<vec4f>: the gradient of the output; rights: array<vec4f>: the input
//              partials: array<vec4f> (written): a share of the sums for each split
//   functions  mirrored (../../lib/mirrored.wgsl)
//   constants  LEFT_HEIGHT, LEFT_WIDTH, LEFT_GROUPS, RIGHT_HEIGHT, RIGHT_WIDTH, RIGHT_GROUPS, K, STRIDE, PADDING
//              LEFT_BLOCK, RIGHT_BLOCK: groups of a workgroup; A, B, C: left groups, right groups and taps of a thread
//              TILES: tiles of pixels to sum over; SHARE: tiles of a split; SPLITS
//   switches   ZERO, REFLECT: padding
//   texts      $RIGHTS: the binding of the input, which for a Gram matrix is that of the left
//
// Layout: [split][left group][right group][kernel y][kernel x][right channel] vec4 over left channels: that of weights.
//
// main: a workgroup sums LEFT_BLOCK x RIGHT_BLOCK groups over the tiles of one split; tiles count over images, rows, columns.
// For each tile it stages both pictures. A thread keeps C taps of one kernel row for A x B groups in registers.

const TILE_WIDTH = 8;
const TILE_HEIGHT = 4;
const TILE = TILE_WIDTH * TILE_HEIGHT;
const TILES_X = (LEFT_WIDTH + TILE_WIDTH - 1) / TILE_WIDTH;
const TILES_Y = (LEFT_HEIGHT + TILE_HEIGHT - 1) / TILE_HEIGHT;
const PATCH_WIDTH = (TILE_WIDTH - 1) * STRIDE + K;
const PATCH_HEIGHT = (TILE_HEIGHT - 1) * STRIDE + K;
const PATCH = PATCH_WIDTH * PATCH_HEIGHT;
const CHUNKS = K / C;
const ACROSS = RIGHT_BLOCK / B;
const THREADS = LEFT_BLOCK / A * ACROSS * K * CHUNKS;
const RIGHT_BLOCKS = (RIGHT_GROUPS + RIGHT_BLOCK - 1) / RIGHT_BLOCK;

var<workgroup> stagedLefts: array<vec4f, LEFT_BLOCK * TILE>;
var<workgroup> stagedRights: array<vec4f, RIGHT_BLOCK * PATCH>;

fn leftAt(image: u32, group: u32, y: u32, x: u32) -> vec4f {
  if (group >= LEFT_GROUPS || y >= LEFT_HEIGHT || x >= LEFT_WIDTH) {
    return vec4f();
  }
  return lefts[((image * LEFT_GROUPS + group) * LEFT_HEIGHT + y) * LEFT_WIDTH + x];
}

fn rightAt(image: u32, group: u32, row: i32, column: i32) -> vec4f {
  if (group >= RIGHT_GROUPS) {
    return vec4f();
  }
//#if ZERO
  if (row < 0 || row >= RIGHT_HEIGHT || column < 0 || column >= RIGHT_WIDTH) {
    return vec4f();
  }
//#end
  let y = mirrored(row, RIGHT_HEIGHT);
  return $RIGHTS[((image * RIGHT_GROUPS + group) * RIGHT_HEIGHT + y) * RIGHT_WIDTH + mirrored(column, RIGHT_WIDTH)];
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) index: u32) {
  let firstLeft = workgroup.x / RIGHT_BLOCKS * LEFT_BLOCK;
  let firstRight = workgroup.x % RIGHT_BLOCKS * RIGHT_BLOCK;
  let firstTap = index % CHUNKS * C;
  let kernelRow = index / CHUNKS % K;
  let right = index / (CHUNKS * K) % ACROSS * B;
  let left = index / (CHUNKS * K * ACROSS) * A;
  //#for a in A
  //#for b in B
  //#for c in C
  var sum$a$b$c = mat4x4f();
  //#end
  //#end
  //#end
  for (var round = 0u; round < SHARE; round++) {
    let tile = workgroup.y * SHARE + round;
    let image = tile / (TILES_X * TILES_Y);
    let top = tile / TILES_X % TILES_Y * TILE_HEIGHT;
    let start = tile % TILES_X * TILE_WIDTH;
    for (var slot = index; slot < LEFT_BLOCK * TILE; slot += THREADS) {
      let pixel = slot % TILE;
      var value = vec4f();
      if (tile < TILES) {
        value = leftAt(image, firstLeft + slot / TILE, top + pixel / TILE_WIDTH, start + pixel % TILE_WIDTH);
      }
      stagedLefts[slot] = value;
    }
    for (var slot = index; slot < RIGHT_BLOCK * PATCH; slot += THREADS) {
      let row = i32(top * STRIDE + slot % PATCH / PATCH_WIDTH) - PADDING;
      let column = i32(start * STRIDE + slot % PATCH_WIDTH) - PADDING;
      var value = vec4f();
      if (tile < TILES) {
        value = rightAt(image, firstRight + slot / PATCH, row, column);
      }
      stagedRights[slot] = value;
    }
    workgroupBarrier();
    for (var y = 0u; y < TILE_HEIGHT; y++) {
      for (var x = 0u; x < TILE_WIDTH; x++) {
        //#for a in A
        let left$a = stagedLefts[(left + $a) * TILE + y * TILE_WIDTH + x];
        //#end
        let at = right * PATCH + (y * STRIDE + kernelRow) * PATCH_WIDTH + x * STRIDE + firstTap;
        //#for b in B
        //#for c in C
        {
          let value = stagedRights[at + $b * PATCH + $c];
          //#for a in A
          //#for l in 4
          sum$a$b$c[$l] = fma(vec4f(value[$l]), left$a, sum$a$b$c[$l]);
          //#end
          //#end
        }
        //#end
        //#end
      }
    }
    workgroupBarrier();
  }
  //#for a in A
  //#for b in B
  if (firstLeft + left + $a < LEFT_GROUPS && firstRight + right + $b < RIGHT_GROUPS) {
    let pair = (workgroup.y * LEFT_GROUPS + firstLeft + left + $a) * RIGHT_GROUPS + firstRight + right + $b;
    let at = ((pair * K + kernelRow) * K + firstTap) * 4u;
    //#for c in C
    //#for l in 4
    partials[at + $c * 4 + $l] = sum$a$b$c[$l];
    //#end
    //#end
  }
  //#end
  //#end
}
