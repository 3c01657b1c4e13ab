/**
 * Firefox with the built extension, over WebDriver BiDi. The driver reaches the browser's own window too: its toolbar, in which
 * the popup opens, and its questions to the user.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { Browser, Page } from 'puppeteer';
import { launchFirefox, openOwnPage } from '../../../scripts/firefox.mjs';
import type { DocumentStatus } from '../../../src/protocol/runtime';
import { eventually, type StoredSettings } from '../../support/extension';
import { ALLOW_PRIVATE_WINDOWS, FIND_CONTROL, inWindow, pressWithAltShift, windowOf } from './window-scripts';

const DIST = 'dist-firefox-demo';
/** A host to which the demo build has no access. */
export const UNGRANTED = 'plain.test';

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

  /**
   * @param hasWebgpu with WebGPU on the processor; without it, as Firefox is on Linux
   * @param isPrivate allowed in private windows
   */
  static async launch(hasWebgpu: boolean, isPrivate = false): Promise<Firefox> {
    if (!existsSync(DIST)) throw new Error('Run `npm run build:firefox-demo` first.');
    const browser = await launchFirefox({
      extension: DIST,
      headless: true,
      hasWebgpu,
      prefs: { 'network.dns.localDomains': UNGRANTED, 'security.notification_enable_delay': 0 },
      viewport: { width: 1000, height: 700 },
    });
    const window = await windowOf(browser);
    if (isPrivate) await inWindow(browser, window, ALLOW_PRIVATE_WINDOWS);
    const settings = await openOwnPage(browser, 'options/index.html');
    return new Firefox(browser, settings, window);
  }

  close(): Promise<void> {
    return this.browser.close();
  }

  /** Presses a letter with Alt and Shift. The driver's own keys go to the page, and never to menus or shortcuts. */
  pressWithAltShift(letter: string): Promise<void> {
    return this.inWindow(pressWithAltShift(letter));
  }

  /** Has the browser store downloads in a folder, without a question. */
  downloadInto(folder: string): Promise<void> {
    return this.inWindow(`(() => {
      Services.prefs.setIntPref('browser.download.folderList', 2);
      Services.prefs.setStringPref('browser.download.dir', ${JSON.stringify(folder)});
      Services.prefs.setBoolPref('browser.download.always_ask_before_handling_new_types', false);
    })()`);
  }

  /** Opens a page of the extension in a tab, and waits for its texts. */
  openOwn(path: string): Promise<Page> {
    return openOwnPage(this.browser, path);
  }

  /** Runs an expression in the script of the browser's window, and returns what JSON keeps of its value. */
  inWindow<T>(expression: string): Promise<T> {
    return inWindow(this.browser, this.#window, expression);
  }

  /** Merges into the stored settings, as the popup would. */
  async configure(change: StoredSettings): Promise<void> {
    await this.settings.evaluate(async (patch) => {
      const { settings = {} } = await chrome.storage.local.get<{ settings?: object }>('settings');
      await chrome.storage.local.set({ settings: { ...settings, ...patch } });
    }, change);
  }

  /** Drops a file of the project on the settings page. */
  async dropOnSettings(path: string, name: string, type = ''): Promise<void> {
    const content = readFileSync(path).toString('base64');
    await this.settings.bringToFront();
    await this.settings.evaluate(
      (base64, name, type) => {
        const data = new DataTransfer();
        const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
        data.items.add(new File([bytes], name, { type }));
        document.getElementById('drop')?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
      },
      content,
      name,
      type,
    );
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

  /** Number of elements of the popup. */
  countInPopup(selector: string): Promise<number> {
    return this.settings.evaluate((wanted) => {
      const [view] = chrome.extension.getViews({ type: 'popup' });
      return view?.document.querySelectorAll(wanted).length ?? 0;
    }, selector);
  }

  /** Chooses the extension's entry of this name in the context menu at a point of the page. */
  async chooseMenu(page: Page, name: string, x: number, y: number): Promise<void> {
    await page.bringToFront();
    await page.mouse.click(x, y, { button: 'right' });
    await eventually(`the entry ${name}`, () =>
      this.inWindow<boolean>(`(async () => {
        const menu = document.getElementById('contentAreaContextMenu');
        const own = [...menu.querySelectorAll('[id^="inkreel_inkreel_org-menuitem"]')];
        const entry = own.find(({ localName, label }) => localName === 'menuitem' && label === ${JSON.stringify(name)});
        if (menu.state !== 'open' || !entry) return false;
        const submenu = entry.closest('menu')?.menupopup;
        if (submenu && submenu.state !== 'open') {
          if (submenu.state === 'closed') submenu.openPopup();
          return false;
        }
        (submenu ?? menu).activateItem(entry);
        return true;
      })()`),
    );
  }

  /**
   * Clicks one of the extension's controls on the video, which pages cannot see, once it is shown. `page` is in front. The pointer
   * moves meanwhile, because controls hide when it rests.
   * @param over a point of the video
   */
  async pressControl(page: Page, name: string, over: { x: number; y: number }): Promise<void> {
    let step = 0;
    const { x, y } = await eventually(`"${name}" in sight`, async () => {
      await page.mouse.move(over.x + (step++ % 2), over.y);
      return this.inWindow<{ x: number; y: number } | null>(`new Promise((done) => {
        const { messageManager } = gBrowser.selectedBrowser;
        const found = ({ data }) => {
          messageManager.removeMessageListener('control', found);
          done(data);
        };
        messageManager.addMessageListener('control', found);
        const script = '(' + ${JSON.stringify(FIND_CONTROL)} + ')(' + ${JSON.stringify(JSON.stringify(name))} + ')';
        messageManager.loadFrameScript('data:application/javascript;charset=utf-8,' + encodeURIComponent(script), false);
      })`);
    });
    await page.mouse.move(x, y);
    await page.mouse.click(x, y);
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
