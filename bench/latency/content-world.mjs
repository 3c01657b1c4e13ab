// Runs functions in the extension's isolated world of a page.

/**
 * @param {import('puppeteer').Page} page
 * @param {string} extensionId
 * @returns {Promise<(source: string) => Promise<unknown>>} evaluates a text there
 */
export async function contentWorld(page, extensionId) {
  const client = await page.createCDPSession();
  const found = new Promise((done) => {
    client.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.auxData?.type === 'isolated' && context.origin.includes(extensionId)) done(context.id);
    });
  });
  await client.send('Runtime.enable');
  const contextId = await found;
  return async (source) => {
    const { result } = await client.send('Runtime.evaluate', { contextId, expression: source, returnByValue: true });
    return result.value;
  };
}
