/** Exports settings to a file, imports them, and undoes an import. */
import { readSettings, type Settings, updateSettings } from '../../settings';
import { exportSettings, importSettings } from '../../settings/transfer';
import { logged } from '../../util/log';
import { message } from '../../words/message';
import { element } from '../shared/element';

const FILE_NAME = 'inkreel-settings.json';

async function download(): Promise<void> {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([exportSettings(await readSettings())], { type: 'application/json' }));
  link.download = FILE_NAME;
  link.click();
  // The download has read the blob by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

let before: Settings | undefined;

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
  const settings = importSettings(text);
  if (!settings) return report({ problem: message('file_broken', file.name) });
  await updateSettings((now) => {
    before = now;
    return settings;
  });
  report({ done: message('file_imported', file.name) });
}

async function undo(): Promise<void> {
  const settings = before;
  if (!settings) return;
  before = undefined;
  await updateSettings(() => settings);
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
