// The end of every kernel that makes a value or a gradient.
//
// Injected
//   bindings   result: array<vec4f> (written; read with ACCUMULATE); with MASKED the value whose gradient this is
//   switches   RECTIFY: stores a value through ReLU
//              ACCUMULATE: adds to a gradient that other readers of the value have begun
//              MASKED: this is the last share of the gradient of a value that went through ReLU
//   texts      $ACTIVATION: the binding of that value

fn write(at: u32, value: vec4f) {
  var sum = value;
//#if ACCUMULATE
  sum += result[at];
//#end
//#if RECTIFY
  sum = max(sum, vec4f());
//#end
//#if MASKED
  sum = select(vec4f(), sum, $ACTIVATION[at] > vec4f());
//#end
  result[at] = sum;
}
