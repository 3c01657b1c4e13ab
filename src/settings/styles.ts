/** The styles the extension ships, as the popup shows them. */
import * as v from 'valibot';

const Entry = v.object({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/)),
  name: v.string(),
  description: v.string(),
});

/** One style to choose from. `thumbnail` is a URL, absent where no picture was made yet. */
export interface StyleEntry extends v.InferOutput<typeof Entry> {
  thumbnail?: string;
}

const catalogue = import.meta.glob<unknown>('../../weights/styles.json', { eager: true, import: 'default' });
const thumbnails = import.meta.glob<string>('../../icons/styles/*.webp', {
  eager: true,
  query: '?url',
  import: 'default',
});

/** Every style of weights/styles.json in its order, one entry an id even where a style comes in several sizes. */
export function listStyles(): StyleEntry[] {
  const byId = new Map<string, StyleEntry>();
  for (const list of Object.values(catalogue)) {
    for (const entry of v.parse(v.array(Entry), list)) {
      const thumbnail = thumbnails[`../../icons/styles/${entry.id}.webp`];
      if (!byId.has(entry.id)) byId.set(entry.id, { ...entry, ...(thumbnail && { thumbnail }) });
    }
  }
  return [...byId.values()];
}
