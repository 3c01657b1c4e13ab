/** The styles the extension ships. Their pictures are in styles.ts, their names in the words of each language. */
import * as v from 'valibot';
import catalogueJson from '../../weights/styles.json';

const Catalogue = v.object({ styles: v.array(v.object({ id: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/)) })) });

/** Every style, in the order of weights/styles.json. */
export const { styles: CATALOGUE } = v.parse(Catalogue, catalogueJson);
