/** The styles the extension ships, as the popup shows them. */
import * as v from 'valibot';
import catalogueJson from '../../weights/styles.json';

const Catalogue = v.object({
  styles: v.array(
    v.object({ id: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/)), name: v.string(), description: v.string() }),
  ),
});

/** One style to choose from. `thumbnail` is a URL, absent where icons/styles has no picture of it. */
export interface StyleEntry {
  id: string;
  name: string;
  description: string;
  thumbnail?: string;
}

const thumbnails = import.meta.glob<string>('../../icons/styles/*.webp', {
  eager: true,
  query: '?url',
  import: 'default',
});

/** Every style of weights/styles.json, in its order. */
export function listStyles(): StyleEntry[] {
  return v.parse(Catalogue, catalogueJson).styles.map((style) => {
    const thumbnail = thumbnails[`../../icons/styles/${style.id}.webp`];
    return { ...style, ...(thumbnail && { thumbnail }) };
  });
}
