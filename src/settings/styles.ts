/** The styles with their pictures, as the popup shows them. */
import type { Settings } from './schema';
import { styleIds } from './shelf';

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

/** Returns every style of the shelf, in its order. The pictures of the user's own styles are in their database. */
export function listStyles(settings: Settings): StyleEntry[] {
  return styleIds(settings).map((id) => {
    const thumbnail = thumbnails[`../../icons/styles/${id}.webp`];
    return { id, ...(thumbnail && { thumbnail }) };
  });
}
