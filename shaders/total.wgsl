// Sum of `value` over a workgroup of THREADS invocations, a power of two, given to every one of them.

var<workgroup> sums: array<vec4f, THREADS>;

fn total(value: vec4f, index: u32) -> vec4f {
  sums[index] = value;
  workgroupBarrier();
  for (var stride = u32(THREADS) / 2u; stride > 0u; stride /= 2u) {
    if (index < stride) {
      sums[index] += sums[index + stride];
    }
    workgroupBarrier();
  }
  let result = sums[0];
  workgroupBarrier();
  return result;
}
