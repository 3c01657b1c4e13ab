// Brings colours of other primaries to those of sRGB. Browsers read the curves of BT.601, BT.709 and BT.2020 as the sRGB curve
// when they show a video, so that one curve leads to linear light and back. It goes on beyond 0..1 with its sign.
//
// Injected: nothing.

fn linearOf(color: vec3f) -> vec3f {
  let size = abs(color);
  return sign(color) * select(pow((size + 0.055) / 1.055, vec3f(2.4)), size / 12.92, size <= vec3f(0.04045));
}

fn encodedOf(light: vec3f) -> vec3f {
  let size = abs(light);
  return sign(light) * select(1.055 * pow(size, vec3f(1 / 2.4)) - 0.055, size * 12.92, size <= vec3f(0.0031308));
}

// The rows map linear light of the video's primaries to linear light of sRGB's.
fn toSrgb(color: vec3f, red: vec3f, green: vec3f, blue: vec3f) -> vec3f {
  let light = linearOf(color);
  return encodedOf(vec3f(dot(red, light), dot(green, light), dot(blue, light)));
}
