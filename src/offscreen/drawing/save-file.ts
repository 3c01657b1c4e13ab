import { downloadDocument } from '../../platform/host';

/** Lifetime of the file's address. The browser may first ask the user where to save, and reads the file after that. */
const KEPT_MS = 60_000;

/** Makes the browser download a file. No page notices, because it happens in the extension's own document. */
export function saveFile(file: Blob, name: string): void {
  const link = downloadDocument().createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
