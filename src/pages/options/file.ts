/** Exports settings with the user's own styles to a file, imports them, and undoes an import. */
import { deleteStyle, NoRoomError } from '../../own-styles/store';
import { readSettings, type Settings, updateSettings } from '../../settings';
import { exportSettings, importSettings } from '../../settings/transfer';
import { logged } from '../../util/log';
import { message } from '../../words/message';
import { wholeNumber } from '../../words/numbers';
import { element } from '../shared/element';
import { hasEverySite } from '../shared/every-site';
import { BadStyleError, mergedShelf, storeStyles, styleFiles } from './styles/style-files';
import { leaveAccount } from './sync';

const FILE_NAME = 'inkreel-settings.json';

async function download(): Promise<void> {
  const settings = await readSettings();
  const link = document.createElement('a');
  const text = exportSettings(settings, await styleFiles(settings.ownStyles));
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = FILE_NAME;
  link.click();
  // The download has read the blob by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The settings before an import, and the styles that it added. */
let before: { settings: Settings; added: string[] } | undefined;

function report({ problem = '', done = '' }): void {
  element('file-problem').textContent = problem;
  element('imported').hidden = done === '';
  element('imported-text').textContent = done;
  element('undo').hidden = before === undefined;
}

async function take(file: File): Promise<void> {
  before = undefined;
  const text = await file.text().catch(logged('options', 'The file cannot be read', undefined));
  if (text === undefined) return report({ problem: message('file_unreadable', file.name) });
  const imported = importSettings(text);
  if (imported === 'newer') return report({ problem: message('file_newer', file.name) });
  if (!imported) return report({ problem: message('file_broken', file.name) });
  let added: string[] = [];
  let hasLeft = false;
  // A file carries no access: without it the switch for every site would be on and do nothing.
  const lacksAccess = imported.settings.everywhere && !(await hasEverySite());
  try {
    added = await storeStyles(imported.styles, imported.settings.ownStyles, await readSettings());
    const everywhere = imported.settings.everywhere && !lacksAccess;
    await updateSettings((now) => {
      before = { settings: now, added };
      // A file must not share what the user keeps to this computer.
      const sync = now.sync && imported.settings.sync;
      // Nor may it switch the camera on.
      const camera = { ...imported.settings.camera, enabled: now.camera.enabled && imported.settings.camera.enabled };
      hasLeft = now.sync && !sync;
      return { ...imported.settings, everywhere, sync, camera, ownStyles: mergedShelf(imported, now) };
    });
    if (hasLeft) await leaveAccount();
  } catch (error) {
    await Promise.all(added.map(deleteStyle));
    if (error instanceof BadStyleError) return report({ problem: error.message });
    if (error instanceof NoRoomError) return report({ problem: message('not_saved') });
    throw error;
  }
  const { leftOut } = imported;
  const done =
    leftOut > 0 ? message('file_imported_part', file.name, wholeNumber(leftOut)) : message('file_imported', file.name);
  report({ done: lacksAccess ? `${done} ${message('everywhere_refused')}` : done });
}

async function undo(): Promise<void> {
  if (!before) return;
  const { settings, added } = before;
  before = undefined;
  await updateSettings(() => settings);
  await Promise.all(added.map(deleteStyle));
  report({ done: message('settings_restored') });
  element('import').focus();
}

/** Wires the buttons. */
export function offerFiles(): void {
  const input = element<HTMLInputElement>('import-file');
  element('export').addEventListener('click', () => void download());
  element('import').addEventListener('click', () => input.click());
  input.addEventListener('change', async () => {
    const [file] = input.files ?? [];
    if (file) await take(file);
    // Clear it, so that choosing the same file again is a change.
    input.value = '';
  });
  element('undo').addEventListener('click', () => void undo());
}
