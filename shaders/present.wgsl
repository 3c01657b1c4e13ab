// Shows the styled picture over the original one: strength 0 is the original to the bit, 1 the style.

// strength, blend, width and height of the target
@group(0) @binding(0) var<uniform> settings: vec4f;
@group(0) @binding(1) var original: texture_2d<f32>;
@group(0) @binding(2) var styled: texture_2d<f32>;
@group(0) @binding(3) var linear: sampler;

// One triangle that covers the target.
@vertex
fn vertex(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
  return vec4f(f32(index & 1u) * 4 - 1, f32(index >> 1u) * 4 - 1, 0, 1);
}

// The picture at a position of the target: the texel itself where sizes agree, else between texels.
fn shown(picture: texture_2d<f32>, position: vec2f) -> vec3f {
  if (all(vec2f(textureDimensions(picture)) == settings.zw)) {
    return textureLoad(picture, vec2u(position), 0).rgb;
  }
  return textureSampleLevel(picture, linear, position / settings.zw, 0).rgb;
}

@fragment
fn fragment(@builtin(position) position: vec4f) -> @location(0) vec4f {
  return vec4f(mix(shown(original, position.xy), shown(styled, position.xy), settings.x), 1);
}
