import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer';
import type { Settings } from '../../src/settings/schema';
import type { Extension } from './extension';

/** What the extension has stored. */
export async function storedSettings(extension: Extension): Promise<Settings> {
  return (await extension.worker()).evaluate(async () => {
    const { settings } = await chrome.storage.local.get<{ settings: Settings }>('settings');
    return settings;
  });
}

/** Presses a shortcut with `page` in front. Headless Chromium has no accelerators, so the event itself is raised. */
export async function command(extension: Extension, page: Page, name: string): Promise<void> {
  await page.bringToFront();
  await (await extension.worker()).evaluate(
    async (command, url) => {
      const tab = (await chrome.tabs.query({})).find((each) => each.url === url || each.active);
      // The browser's events have it, though no declaration says so.
      (chrome.commands.onCommand as unknown as { dispatch(name: string, tab?: chrome.tabs.Tab): void }).dispatch(
        command,
        tab && { ...tab, url },
      );
    },
    name,
    page.url(),
  );
}

/** Chooses an entry of the context menu at a point of the page. The browser's menu cannot be clicked: its event is raised. */
export async function chooseMenu(extension: Extension, page: Page, entry: string, x: number, y: number): Promise<void> {
  await page.bringToFront();
  await page.mouse.click(x, y, { button: 'right' });
  await (await extension.worker()).evaluate(
    async (menuItemId, url) => {
      const [tab] = (await chrome.tabs.query({})).filter((each) => each.url === url);
      (chrome.contextMenus.onClicked as unknown as { dispatch(info: object, tab?: object): void }).dispatch(
        { menuItemId, frameId: 0, editable: false, pageUrl: url },
        tab,
      );
    },
    entry,
    page.url(),
  );
}

/** The next file that the browser downloads, by name and content; `act` starts it. */
export async function download(browser: Browser, act: () => Promise<void>): Promise<{ name: string; content: Buffer }> {
  const folder = mkdtempSync(join(tmpdir(), 'inkreel-'));
  const session = await browser.target().createCDPSession();
  try {
    await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder, eventsEnabled: true });
    const begun = new Promise<string>((done) =>
      session.once('Browser.downloadWillBegin', (event) => done(event.suggestedFilename)),
    );
    const ended = new Promise<void>((done) =>
      session.on('Browser.downloadProgress', ({ state }) => {
        if (state === 'completed') done();
      }),
    );
    await act();
    const name = await begun;
    await ended;
    return { name, content: readFileSync(join(folder, name)) };
  } finally {
    await session.detach();
    rmSync(folder, { recursive: true });
  }
}

/** Something of the page that users of the keyboard and screen readers know by its name, in closed shadow roots too. */
export interface Control {
  role: string;
  isFocused: boolean;
  value: string | undefined;
  /** Its middle in the window. */
  x: number;
  y: number;
  /** Whether it can be seen, however faintly. */
  isVisible: boolean;
}

/** The control with this accessible name; undefined where there is none. */
export async function control(page: Page, name: string): Promise<Control | undefined> {
  const session = await page.createCDPSession();
  try {
    const { root } = await session.send('DOM.getDocument', { depth: 0 });
    const query = { backendNodeId: root.backendNodeId, accessibleName: name };
    const { nodes } = await session.send('Accessibility.queryAXTree', query);
    const node = nodes.find(({ ignored, role }) => !ignored && role?.value !== 'StaticText');
    if (!node?.backendDOMNodeId) return undefined;
    const { object } = await session.send('DOM.resolveNode', { backendNodeId: node.backendDOMNodeId });
    const { result } = await session.send('Runtime.callFunctionOn', {
      objectId: object.objectId!,
      returnByValue: true,
      functionDeclaration: `function () {
        const { left, top, width, height } = this.getBoundingClientRect();
        const isVisible = this.checkVisibility({ opacityProperty: true, visibilityProperty: true });
        return { x: left + width / 2, y: top + height / 2, isVisible, isFocused: this.getRootNode().activeElement === this };
      }`,
    });
    return { ...result.value, role: node.role?.value, value: node.value?.value };
  } finally {
    await session.detach();
  }
}

/** Whether this text is somewhere in the page for whoever reads or hears it, in closed shadow roots too. */
export async function isSaid(page: Page, text: string): Promise<boolean> {
  const session = await page.createCDPSession();
  try {
    const { root } = await session.send('DOM.getDocument', { depth: 0 });
    const query = { backendNodeId: root.backendNodeId, accessibleName: text };
    return (await session.send('Accessibility.queryAXTree', query)).nodes.length > 0;
  } finally {
    await session.detach();
  }
}
