/** The styles the extension ships, by id and name; their pictures are apart, for content scripts have no use for them. */
import * as v from 'valibot';
import catalogueJson from '../../weights/styles.json';

const Catalogue = v.object({
  styles: v.array(
    v.object({ id: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/)), name: v.string(), description: v.string() }),
  ),
});

/** Every style of weights/styles.json, in its order. */
export const { styles: CATALOGUE } = v.parse(Catalogue, catalogueJson);

const names = new Map(CATALOGUE.map(({ id, name }) => [id, name]));

/** What a style is called; one that is not shipped any more goes by its id. */
export const nameOf = (id: string): string => names.get(id) ?? id;
