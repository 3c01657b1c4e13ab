// Sums over every run of SEGMENT invocations of a workgroup.
//
// Injected by the including kernel
//   constants  THREADS: invocations of the workgroup; SEGMENT: length of a run, which divides THREADS

const LEADERS = min(8, SEGMENT);

var<workgroup> firsts: array<vec4f, THREADS>;
var<workgroup> seconds: array<vec4f, THREADS>;

struct Totals {
  first: vec4f,
  second: vec4f,
}

// Adds up `first` and `second` over the run of invocation `index`. Two steps need few barriers: LEADERS invocations of the run
// add up their shares, then the first of them adds up theirs. Only that one receives the totals. Call it in uniform control
// flow: it has barriers.
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
