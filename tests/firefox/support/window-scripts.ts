/** Scripts that run with the browser's rights: in its own window, and in its tabs. */
import type { Browser } from 'puppeteer';

/** The connection, which puppeteer's types hide. */
interface Connection {
  send(method: string, params: object): Promise<{ result: unknown }>;
}

interface Evaluated {
  type: 'success' | 'exception';
  result?: { value?: string };
  exceptionDetails?: { text: string };
}

/** Allows the extension in private windows, as the user does on the browser's page of extensions. */
export const ALLOW_PRIVATE_WINDOWS = `(async () => {
  const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
  const addon = await AddonManager.getAddonByID('inkreel@inkreel.org');
  await ExtensionPermissions.add(addon.id, { permissions: ['internal:privateBrowsingAllowed'], origins: [] });
  await addon.reload();
})()`;

/** Runs with the browser's rights in a tab: sends the place of the shown control with a name, in any shadow root; else null. */
export const FIND_CONTROL = `(name) => {
  const within = (root) =>
    [...root.querySelectorAll('*')].flatMap((each) => [each, ...(each.openOrClosedShadowRoot ? within(each.openOrClosedShadowRoot) : [])]);
  const isMeant = (each) =>
    each.localName === 'button' &&
    (each.getAttribute('aria-label') ?? each.textContent.trim()) === name &&
    each.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const box = within(content.document).find(isMeant)?.getBoundingClientRect();
  sendAsyncMessage('control', box ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : null);
}`;

const connectionOf = (browser: Browser) => (browser as unknown as { connection: Connection }).connection;

/** Returns the id of the browser's first window. */
export async function windowOf(browser: Browser): Promise<string> {
  const { result } = await connectionOf(browser).send('browsingContext.getTree', { 'moz:scope': 'chrome' });
  return (result as { contexts: { context: string }[] }).contexts[0]!.context;
}

/** Runs an expression in the script of a browser's window, and returns what JSON keeps of its value. */
export async function inWindow<T>(browser: Browser, window: string, expression: string): Promise<T> {
  const { result } = await connectionOf(browser).send('script.evaluate', {
    expression: `(async () => JSON.stringify((await (${expression})) ?? null))()`,
    target: { context: window },
    awaitPromise: true,
  });
  const { type, result: value, exceptionDetails } = result as Evaluated;
  if (type !== 'success') throw new Error(`${exceptionDetails?.text}: ${expression}`);
  return JSON.parse(value?.value ?? 'null');
}

/** Presses a letter with Alt and Shift. */
export const pressWithAltShift = (letter: string) => `(() => {
  const keys = Cc['@mozilla.org/text-input-processor;1'].createInstance(Ci.nsITextInputProcessor);
  keys.beginInputTransactionForTests(window);
  const pressed = [['Alt', 'AltLeft'], ['Shift', 'ShiftLeft'], ['${letter}', 'Key${letter}']].map(
    ([key, code]) => new KeyboardEvent('', { key, code, keyCode: KeyboardEvent['DOM_VK_' + key.toUpperCase()] }),
  );
  for (const key of pressed) keys.keydown(key);
  for (const key of pressed.reverse()) keys.keyup(key);
})()`;
