/** The styles the extension ships, by id and name. Pictures are in styles.ts, so that content scripts do not load them. */
import * as v from 'valibot';
import catalogueJson from '../../weights/styles.json';

const Catalogue = v.object({
  styles: v.array(
    v.object({ id: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/)), name: v.string(), description: v.string() }),
  ),
});

/** Every style, in the order of weights/styles.json. */
export const { styles: CATALOGUE } = v.parse(Catalogue, catalogueJson);

const names = new Map(CATALOGUE.map(({ id, name }) => [id, name]));

/** Returns the name of a style, or its id if the extension no longer ships it. */
export const nameOf = (id: string): string => names.get(id) ?? id;
