/** Lifetime of the file's address: the browser may ask where to save before it reads the file. */
const KEPT_MS = 60_000;

/** Has the browser download a file. Done in the extension's own document, no page learns of it. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
