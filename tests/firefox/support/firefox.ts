/**
 * Firefox with the built extension, over WebDriver BiDi. The driver reaches the browser's own window too: its toolbar, in which
 * the popup opens, and its questions to the user.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer';
import type { DocumentStatus } from '../../../src/protocol/runtime';
import { eventually, type StoredSettings } from '../../support/extension';

const BINARY = process.env.INKREEL_FIREFOX ?? '/usr/bin/firefox-esr';
const DIST = 'dist-firefox-demo';
/** Address of the extension's pages, which Firefox otherwise draws by lot. */
const UUID = '2f0ad1d6-3c1e-4a53-9d3b-0d6f0a7c1b11';
/** Chromium's Vulkan driver for the processor. Mesa's takes minutes to compile a network in Firefox, and crashes. */
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';
/** A host to which the demo build has no access. */
export const UNGRANTED = 'plain.test';

const WEBGPU = {
  'dom.webgpu.enabled': true,
  'dom.webgpu.workers.enabled': true,
  'dom.webgpu.allow-in-parent': true,
  'gfx.webgpu.ignore-blocklist': true,
  'gfx.webgpu.force-enabled': true,
};

/** The connection, which puppeteer's types hide. */
interface Connection {
  send(method: string, params: object): Promise<{ result: unknown }>;
}

interface Evaluated {
  type: 'success' | 'exception';
  result?: { value?: string };
  exceptionDetails?: { text: string };
}

export class Firefox {
  readonly browser: Browser;
  /** A page of the extension, through which tests use its interfaces. */
  readonly settings: Page;
  readonly #window: string;

  private constructor(browser: Browser, settings: Page, window: string) {
    this.browser = browser;
    this.settings = settings;
    this.#window = window;
  }

  /** @param hasGpu with WebGPU on the processor; without it, as Firefox is on Linux */
  static async launch(hasGpu: boolean): Promise<Firefox> {
    if (!existsSync(DIST)) throw new Error('Run `npm run build:firefox-demo` first.');
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: BINARY,
      args: ['-remote-allow-system-access'],
      defaultViewport: { width: 1000, height: 700 },
      env: { ...process.env, ...(hasGpu && { VK_ICD_FILENAMES: SWIFTSHADER, VK_DRIVER_FILES: SWIFTSHADER }) },
      extraPrefsFirefox: {
        'extensions.webextensions.uuids': JSON.stringify({ 'inkreel@inkreel.org': UUID }),
        'media.autoplay.default': 0,
        'network.dns.localDomains': UNGRANTED,
        'security.notification_enable_delay': 0,
        ...(hasGpu && WEBGPU),
      },
    });
    await browser.installExtension(resolve(DIST));
    const { connection } = browser as unknown as { connection: Connection };
    const { result } = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' });
    const [window] = (result as { contexts: { context: string }[] }).contexts;
    const settings = await openOwn(browser, 'options/index.html');
    const firefox = new Firefox(browser, settings, window!.context);
    await firefox.inWindow(`ChromeUtils.importESModule('moz-src:///browser/components/customizableui/CustomizableUI.sys.mjs')
      .CustomizableUI.addWidgetToArea('inkreel_inkreel_org-browser-action', 'nav-bar')`);
    return firefox;
  }

  close(): Promise<void> {
    return this.browser.close();
  }

  /** Opens a page of the extension in a tab, and waits for its texts. */
  openOwn(path: string): Promise<Page> {
    return openOwn(this.browser, path);
  }

  /** Runs an expression in the script of the browser's window, and returns what JSON keeps of its value. */
  async inWindow<T>(expression: string): Promise<T> {
    const { connection } = this.browser as unknown as { connection: Connection };
    const { result } = await connection.send('script.evaluate', {
      expression: `(async () => JSON.stringify((await (${expression})) ?? null))()`,
      target: { context: this.#window },
      awaitPromise: true,
    });
    const { type, result: value, exceptionDetails } = result as Evaluated;
    if (type !== 'success') throw new Error(`${exceptionDetails?.text}: ${expression}`);
    return JSON.parse(value?.value ?? 'null');
  }

  /** Merges into the stored settings, as the popup would. */
  async configure(change: StoredSettings): Promise<void> {
    await this.settings.evaluate(async (patch) => {
      const { settings = {} } = await chrome.storage.local.get<{ settings?: object }>('settings');
      await chrome.storage.local.set({ settings: { ...settings, ...patch } });
    }, change);
  }

  /** The status that the top document of the tab at `address` reports to the popup. */
  statusOf(address: string): Promise<DocumentStatus> {
    return this.settings.evaluate(async (url) => {
      const tab = (await chrome.tabs.query({})).find((each) => each.url === url);
      if (tab?.id === undefined) throw new Error(`No tab shows ${url}.`);
      const port = chrome.tabs.connect(tab.id, { name: 'inkreel-status', frameId: 0 });
      const status = await new Promise<DocumentStatus>((done, fail) => {
        port.onMessage.addListener(done);
        port.onDisconnect.addListener(() => fail(new Error('No content script answers.')));
      });
      port.disconnect();
      return status;
    }, address);
  }

  /** Clicks the toolbar button with `on` in front and waits until the popup knows its tab. */
  async openPopup(on: Page): Promise<void> {
    await on.bringToFront();
    if ((await this.popupText('#status')) !== null) await this.closePopup();
    await this.inWindow(`document.getElementById('inkreel_inkreel_org-BAP').click()`);
    await eventually('the popup', () => this.popupText('#status'));
  }

  async closePopup(): Promise<void> {
    await this.inWindow(`document.getElementById('customizationui-widget-panel')?.hidePopup()`);
    await eventually('the popup to close', async () => (await this.popupText('#status')) === null);
  }

  /** Text of an element of the popup; null where there is no popup or no such element that is shown. */
  popupText(selector: string): Promise<string | null> {
    return this.settings.evaluate((wanted) => {
      const [view] = chrome.extension.getViews({ type: 'popup' });
      const found = view?.document.querySelector<HTMLElement>(wanted);
      return found?.checkVisibility() ? found.innerText : null;
    }, selector);
  }

  /** Presses the mouse on an element of the popup, as the user does. */
  async pressInPopup(selector: string): Promise<void> {
    const place = await this.settings.evaluate((wanted) => {
      const [view] = chrome.extension.getViews({ type: 'popup' });
      const { x, y, width, height } = view!.document.querySelector(wanted)!.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    }, selector);
    await this.inWindow(`(() => {
      const { x, y } = document.querySelector('browser.webextension-popup-browser').getBoundingClientRect();
      for (const type of ['mousemove', 'mousedown', 'mouseup'])
        synthesizeMouseEvent(type, x + ${place.x}, y + ${place.y}, { button: 0, clickCount: 1 }, {});
    })()`);
  }

  /** Waits for the browser's question for a permission, answers it, and returns its text. */
  async answer(isYes: boolean): Promise<string> {
    const text = await eventually('the question', () =>
      this.inWindow<string | null>(`(() => {
        const asked = document.getElementById('addon-webext-permissions-notification');
        if (PopupNotifications.panel.state !== 'open' || !asked?.closest('panel')) return null;
        const text = asked.textContent;
        asked.${isYes ? 'button' : 'secondaryButton'}.click();
        return text;
      })()`),
    );
    await eventually('the question to close', () => this.inWindow(`PopupNotifications.panel.state === 'closed'`));
    return text;
  }

  /** Patterns of hosts that the user or the build granted. */
  granted(): Promise<string[]> {
    return this.settings.evaluate(async () => (await chrome.permissions.getAll()).origins ?? []);
  }
}

/** Firefox never tells the driver that a page of the extension has loaded. */
async function openOwn(browser: Browser, path: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`moz-extension://${UUID}/src/pages/${path}`, { timeout: 2000 }).catch(() => null);
  await eventually('the page', () => page.evaluate(() => document.body.innerText.length > 100));
  return page;
}
