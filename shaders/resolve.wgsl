// The network's picture (`source`, generated) to a texture, steadied in time where asked: a pixel is mixed with the last
// styled frame only where the video itself has not changed around it, so nothing that moves can leave a ghost.

// Differences of the video up to STILL are noise; from MOVING on, nothing of the last frame is kept.
const STILL = 2.0 / 255.0;
const MOVING = 10.0 / 255.0;

// Largest change of the video in the 3 x 3 pixels around `pixel`, over the three colours.
fn change(pixel: vec2i) -> f32 {
  let last = vec2i(textureDimensions(previousFrame)) - 1;
  var largest = vec3f();
  for (var y = -1; y <= 1; y++) {
    for (var x = -1; x <= 1; x++) {
      let at = clamp(pixel + vec2i(x, y), vec2i(0), last);
      largest = max(largest, abs(textureLoad(frame, at, 0).rgb - textureLoad(previousFrame, at, 0).rgb));
    }
  }
  return max(largest.r, max(largest.g, largest.b));
}

@compute @workgroup_size(16, 16)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(styled);
  if (id.x >= size.x || id.y >= size.y) {
    return;
  }
  var color = clamp(source(0u, id.y, id.x).rgb, vec3f(), vec3f(1));
  if (settings.y > 0) {
    let kept = settings.y * (1 - smoothstep(STILL, MOVING, change(vec2i(id.xy))));
    color = mix(color, textureLoad(previousStyled, id.xy, 0).rgb, kept);
  }
  textureStore(styled, id.xy, vec4f(color, 1));
}
