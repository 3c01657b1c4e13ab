/** Exports settings with the user's own styles to a file, imports them after a preview, and undoes an import. */
import { deleteStyle, NoRoomError } from '../../own-styles/store';
import { readSettings, type Settings, updateSettings } from '../../settings';
import { withKnownStyles } from '../../settings/known-styles';
import { exportSettings, type Imported, importSettings } from '../../settings/transfer';
import { logged } from '../../util/log';
import { message } from '../../words/message';
import { element } from '../shared/element';
import { hasEverySite } from '../shared/every-site';
import { previewOf } from './import-preview';
import { problemOf } from './import-problem';
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

/** A file that was read and waits for the user's decision. */
let waiting: { name: string; imported: Imported; lacksAccess: boolean } | undefined;

function report({ problem = '', done = '', preview = [] as string[], file = '' }): void {
  element('file-problem').textContent = problem;
  element('imported').hidden = done === '';
  element('imported-text').textContent = done;
  element('undo').hidden = before === undefined;
  element('import-preview').hidden = preview.length === 0;
  element('import-title').textContent = message('import_changes', file);
  element('import-lines').replaceChildren(
    ...preview.map((text) => {
      const line = document.createElement('li');
      line.textContent = text;
      return line;
    }),
  );
}

/** Returns the settings after an import. */
function merged(imported: Imported, now: Settings, lacksAccess: boolean): Settings {
  return withKnownStyles({
    ...imported.settings,
    // A file carries no access: without it the switch for every site would be on and do nothing.
    everywhere: imported.settings.everywhere && !lacksAccess,
    // A file must not share what the user keeps to this computer.
    sync: now.sync && imported.settings.sync,
    // Nor may it switch the camera on.
    camera: { ...imported.settings.camera, enabled: now.camera.enabled && imported.settings.camera.enabled },
    ownStyles: mergedShelf(imported, now),
  });
}

/** Reads a file, and asks whether it may replace the settings. */
async function take(file: File): Promise<void> {
  before = undefined;
  waiting = undefined;
  const text = await file.text().catch(logged('options', 'The file cannot be read', undefined));
  if (text === undefined) return report({ problem: message('file_unreadable', file.name) });
  const imported = importSettings(text);
  if (imported === 'newer') return report({ problem: message('file_newer', file.name) });
  if (!imported) return report({ problem: message('file_broken', file.name) });
  if ('path' in imported) return report({ problem: problemOf(file.name, imported) });
  const lacksAccess = imported.settings.everywhere && !(await hasEverySite());
  const now = await readSettings();
  const preview = previewOf(now, merged(imported, now, lacksAccess), imported);
  if (preview.length === 0) return report({ done: message('import_nothing', file.name) });
  waiting = { name: file.name, imported, lacksAccess };
  report({ file: file.name, preview: lacksAccess ? [...preview, message('everywhere_refused')] : preview });
  element('import-replace').focus();
}

/** Replaces the settings by those of the file that waits. */
async function replace(): Promise<void> {
  if (!waiting) return;
  const { name, imported, lacksAccess } = waiting;
  waiting = undefined;
  let added: string[] = [];
  let hasLeft = false;
  try {
    added = await storeStyles(imported.styles, imported.settings.ownStyles, await readSettings());
    await updateSettings((now) => {
      before = { settings: now, added };
      const next = merged(imported, now, lacksAccess);
      hasLeft = now.sync && !next.sync;
      return next;
    }, 'import');
    if (hasLeft) await leaveAccount();
  } catch (error) {
    await Promise.all(added.map(deleteStyle));
    if (error instanceof BadStyleError) return report({ problem: error.message });
    if (error instanceof NoRoomError) return report({ problem: message('not_saved') });
    throw error;
  }
  const done = message('file_imported', name);
  report({ done: lacksAccess ? `${done} ${message('everywhere_refused')}` : done });
  element('undo').focus();
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
  element('import-replace').addEventListener('click', () => void replace());
  element('import-cancel').addEventListener('click', () => {
    waiting = undefined;
    report({});
    element('import').focus();
  });
  element('undo').addEventListener('click', () => void undo());
}
