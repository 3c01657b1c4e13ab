/** The styles the extension ships, as the popup shows them. */
import { CATALOGUE } from './catalogue';

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

/** Every style of the catalogue, in its order. */
export function listStyles(): StyleEntry[] {
  return CATALOGUE.map((style) => {
    const thumbnail = thumbnails[`../../icons/styles/${style.id}.webp`];
    return { ...style, ...(thumbnail && { thumbnail }) };
  });
}
