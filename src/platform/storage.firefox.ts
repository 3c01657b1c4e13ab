/** Firefox cannot close the extension's storage to content scripts. They do not use it there either. */

/** Does nothing. */
export async function shutStorage(): Promise<void> {}
