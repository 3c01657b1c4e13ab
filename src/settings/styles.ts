/** The styles with their pictures, as the popup shows them. */
import { CATALOGUE } from './catalogue';

/** One style. `thumbnail` is a URL; absent if icons/styles has no picture of it. */
export interface StyleEntry {
  id: string;
  thumbnail?: string;
}

const thumbnails = import.meta.glob<string>('../../icons/styles/*.webp', {
  eager: true,
  query: '?url',
  import: 'default',
});

/** Returns every style in the order of the catalogue. */
export function listStyles(): StyleEntry[] {
  return CATALOGUE.map((style) => {
    const thumbnail = thumbnails[`../../icons/styles/${style.id}.webp`];
    return { ...style, ...(thumbnail && { thumbnail }) };
  });
}
