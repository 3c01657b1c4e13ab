import { afterAll } from 'vitest';
import { type Extension, launchExtension } from './extension';
import { type PageServer, servePages } from './server';

/** The tests' pages and a browser with the extension, for all tests of a file; both are closed after the last one. */
export async function openBrowser(args: string[] = []): Promise<{ extension: Extension; server: PageServer }> {
  const server = await servePages();
  const extension = await launchExtension(args).catch(async (error) => {
    await server.close();
    throw error;
  });
  afterAll(async () => {
    await extension.close();
    await server.close();
  });
  return { extension, server };
}
