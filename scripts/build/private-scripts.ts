import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import type { BuiltManifest } from './flavour';

/**
 * Removes the scripts that nothing in the build refers to. For each content script crxjs writes a script that stands alone; the
 * module that rolldown makes of the same source stays behind with the modules that only it imports.
 */
function removeUnreferenced(dir: string, files: readonly string[]): void {
  const texts = new Map(
    files
      .filter((file) => /\.(js|html|json|css)$/.test(file))
      .map((file) => [file, readFileSync(join(dir, file), 'utf8')]),
  );
  const isReferenced = (file: string) => {
    const name = file.slice(file.lastIndexOf('/') + 1);
    return [...texts].some(([other, text]) => other !== file && text.includes(name));
  };
  let unused: string[];
  do {
    unused = [...texts.keys()].filter((file) => /^assets\/.*\.js$/.test(file) && !isReferenced(file));
    for (const file of unused) {
      texts.delete(file);
      rmSync(join(dir, file));
    }
  } while (unused.length > 0);
}

/** Keeps to the extension what pages need not read: crxjs would open the content scripts to every page. */
export function privateScripts(manifest: BuiltManifest): Plugin {
  return {
    name: 'private-scripts',
    enforce: 'post',
    writeBundle({ dir }, bundle) {
      if (dir === undefined) return;
      const path = join(dir, 'manifest.json');
      const built = {
        ...JSON.parse(readFileSync(path, 'utf8')),
        web_accessible_resources: manifest.web_accessible_resources,
      };
      writeFileSync(path, JSON.stringify(built, null, 2));
      removeUnreferenced(dir, Object.keys(bundle));
    },
  };
}
