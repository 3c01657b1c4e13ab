/** Tells from the pixels of a picture whether there is anything to learn from it. */

/** Pixels as a canvas gives them: four values each, red, green, blue and how opaque it is. */
export interface PicturePixels {
  readonly data: Uint8ClampedArray | Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Ground on which a picture with transparent parts is laid. */
export type Ground = 'white' | 'black';

/** Opacity below which a pixel shows its ground, and below which it cannot be seen at all. */
const [SHOWS_GROUND, UNSEEN] = [250, 8];
/** Share of transparent pixels from which a picture counts as transparent: an antialiased edge alone does not. */
const NOTABLE_SHARE = 0.001;
/** Mean brightness of the opaque parts from which white would hide them. */
const LIGHT = 200;

/** Standard deviation of all values, in 1/255, up to which a picture has one colour: noise of a camera or of JPEG is more. */
const FLAT = 1.5;
/** Difference of neighbours, in 1/255, from which there is an edge or a stroke between them, and the share that needs one. */
const EDGE = 10;
const DETAIL_SHARE = 0.003;

/** Returns the ground for the transparent parts: the one on which the others can be seen. Undefined where there are none. */
export function groundOf({ data }: PicturePixels): Ground | 'nothing' | undefined {
  let [through, seen, brightness] = [0, 0, 0];
  for (let i = 0; i < data.length; i += 4) {
    const opacity = data[i + 3]!;
    if (opacity < SHOWS_GROUND) through++;
    if (opacity < UNSEEN) continue;
    seen += opacity;
    brightness += ((data[i]! + data[i + 1]! + data[i + 2]!) / 3) * opacity;
  }
  if (seen === 0) return 'nothing';
  if (through < (data.length / 4) * NOTABLE_SHARE) return undefined;
  return brightness / seen > LIGHT ? 'black' : 'white';
}

/**
 * Returns what an opaque picture has to learn from: `one-colour` is nothing; `smooth` is colours without edges or strokes;
 * `strokes` is everything else.
 */
export function contentOf({ data, width, height }: PicturePixels): 'one-colour' | 'smooth' | 'strokes' {
  const pixels = width * height;
  let variance = 0;
  for (let channel = 0; channel < 3; channel++) {
    let [sum, squares] = [0, 0];
    for (let i = channel; i < data.length; i += 4) {
      sum += data[i]!;
      squares += data[i]! ** 2;
    }
    variance += squares / pixels - (sum / pixels) ** 2;
  }
  if (variance / 3 <= FLAT ** 2) return 'one-colour';
  let edges = 0;
  for (let y = 0; y < height - 1; y++)
    for (let x = 0; x < width - 1; x++) {
      const i = (y * width + x) * 4;
      if (differs(data, i, i + 4) || differs(data, i, i + width * 4)) edges++;
    }
  return edges < pixels * DETAIL_SHARE ? 'smooth' : 'strokes';
}

const differs = (data: PicturePixels['data'], a: number, b: number): boolean =>
  Math.abs(data[a]! - data[b]!) > EDGE ||
  Math.abs(data[a + 1]! - data[b + 1]!) > EDGE ||
  Math.abs(data[a + 2]! - data[b + 2]!) > EDGE;
