// Sums over every run of SEGMENT invocations of a workgroup of THREADS, in two steps with few barriers: LEADERS
// invocations of a run add up their share, the first of them adds up theirs. Only that one is given the totals.

const LEADERS = min(8, SEGMENT);

var<workgroup> firsts: array<vec4f, THREADS>;
var<workgroup> seconds: array<vec4f, THREADS>;

struct Totals {
  first: vec4f,
  second: vec4f,
}

fn total(first: vec4f, second: vec4f, index: u32) -> Totals {
  firsts[index] = first;
  seconds[index] = second;
  workgroupBarrier();
  var sums = Totals(first, second);
  if (index % SEGMENT < LEADERS) {
    for (var i = LEADERS; i < SEGMENT; i += LEADERS) {
      sums.first += firsts[index + u32(i)];
      sums.second += seconds[index + u32(i)];
    }
    firsts[index] = sums.first;
    seconds[index] = sums.second;
  }
  workgroupBarrier();
  if (index % SEGMENT == 0u) {
    for (var i = 1u; i < LEADERS; i++) {
      sums.first += firsts[index + i];
      sums.second += seconds[index + i];
    }
  }
  workgroupBarrier();
  return sums;
}
