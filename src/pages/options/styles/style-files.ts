/** The user's own styles in a file of settings. */
import { deleteStyle, readFile, readPicture, storeStyle } from '../../../own-styles/store';
import { checkStyle, idOf, TrialError } from '../../../own-styles/trial';
import type { Settings } from '../../../settings';
import { MOST_OWN_STYLES, type OwnStyle } from '../../../settings/schema';
import type { StyleFile } from '../../../settings/transfer';
import { base64Of, bytesOfBase64 } from '../../../util/base64';
import { message } from '../../../words/message';
import { refusalWords } from './refusal-words';

/** A style in a file of settings cannot be used. The message is for the user. */
export class BadStyleError extends Error {
  override name = 'BadStyleError';
}

/** Reads the files of styles to export them. Leaves out those that are not on this computer. */
export async function styleFiles(styles: readonly OwnStyle[]): Promise<StyleFile[]> {
  const all = await Promise.all(
    styles.map(async ({ id }) => {
      const [file, picture] = await Promise.all([readFile(id), readPicture(id)]);
      if (!file || !picture) return [];
      return [{ id, file: await base64Of(new Blob([file])), picture: await base64Of(picture) }];
    }),
  );
  return all.flat();
}

/**
 * Checks and stores styles of an imported file: all that are not on the shelf yet, or none.
 * @returns the ids of those that were stored
 * @throws BadStyleError, NoRoomError
 */
export async function storeStyles(
  files: readonly StyleFile[],
  named: readonly OwnStyle[],
  { ownStyles }: Settings,
): Promise<string[]> {
  const unknown = files.filter(({ id }) => !ownStyles.some((style) => style.id === id));
  if (ownStyles.length + unknown.length > MOST_OWN_STYLES)
    throw new BadStyleError(message('own_many', String(MOST_OWN_STYLES)));
  const stored: string[] = [];
  try {
    for (const { id, file, picture } of unknown) {
      const bytes = bytesOfBase64(file).buffer;
      const name = named.find((style) => style.id === id)?.name ?? id;
      if ((await idOf(bytes)) !== id) throw new BadStyleError(message('own_bad', name, message('bad_damaged')));
      await checkStyle(bytes.slice()).catch((error) => {
        if (error instanceof TrialError)
          throw new BadStyleError(message('own_bad', name, refusalWords(error.fault, name)));
        throw error;
      });
      await storeStyle(id, { file: bytes, picture: new Blob([bytesOfBase64(picture)], { type: 'image/webp' }) });
      stored.push(id);
    }
  } catch (error) {
    await Promise.all(stored.map(deleteStyle));
    throw error;
  }
  return stored;
}

/** Returns the own styles after an import: those that it brings or names, and all that were there. */
export function mergedShelf(
  imported: { settings: Settings; styles: readonly StyleFile[] },
  { ownStyles }: Settings,
): OwnStyle[] {
  const isHere = ({ id }: OwnStyle) => [...imported.styles, ...ownStyles].some((each) => each.id === id);
  const brought = imported.settings.ownStyles.filter(isHere);
  return [...brought, ...ownStyles.filter(({ id }) => !brought.some((style) => style.id === id))];
}
