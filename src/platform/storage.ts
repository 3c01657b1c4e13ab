/** Chromium can close the extension's storage to content scripts. */

/** Denies content scripts, and so pages that take control of one, all access to the extension's storage. */
export async function shutStorage(): Promise<void> {
  const { local, sync } = chrome.storage;
  await Promise.all([local, sync].map((area) => area.setAccessLevel({ accessLevel: 'TRUSTED_CONTEXTS' })));
}
