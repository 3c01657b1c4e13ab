/**
 * Entry point of the service worker: registers content scripts, and lets announced overlays attach to the host. Storage
 * holds all state that must outlive it. It has no runtime.onConnect listener, because liveness ports belong to the host
 * alone.
 */
import browser, { type Runtime } from 'webextension-polyfill';
import { ensureHost, onAttach, postToHost } from '../platform/background';
import { shutStorage } from '../platform/storage';
import { parseExpectBridge } from '../protocol/bridge';
import { type AttachToHost, NO_TAB, parseAttachOverlay } from '../protocol/overlay-host';
import {
  type DebugChanged,
  type HostStart,
  parseAskAccess,
  parseAskHostStart,
  parseAskSettings,
  parseAskStyles,
  parseCanvasPointed,
  parseExpectOverlay,
  parseFirstLook,
  parseOpenCaptureWindow,
  parsePageState,
  parseSetLook,
  parseWantAccess,
  type StylePictures,
  type WantAccess,
} from '../protocol/runtime';
import { parseExpectHost } from '../protocol/slots';
import { fulfilWish, readSettings, type Settings, updateSettings, watchSettings, wishFor } from '../settings';
import { followDebug } from '../settings/follow-debug';
import { enlist, setEnabled, setEverywhere } from '../settings/rules';
import { logged } from '../util/log';
import { announceAccess, revokedHostnames, withoutAccess, withoutEverySite } from './access';
import { act, setLookOf } from './actions';
import { openWantedWindow, wantWindow } from './capture-window';
import { beginFirstLook, syncContentScripts } from './content-scripts';
import { announceSettings, settingsOf } from './content-settings';
import { actionOf, fitMenus, forgetPointed, noteCanvasPointed, syncMenus } from './menus';
import { mirrorSoon, watchAccount } from './mirror';
import { NonceStore } from './nonces';
import { useAsStyle } from './pictures/use-as-style';
import { styleList } from './style-list';
import { forgetTab, showDocument, showPause } from './toolbar';

const nonces = new NonceStore();

/**
 * Brings scripts and menus in line with the settings. After a failure the old registration stays until the next change.
 */
const sync = () => {
  syncContentScripts(readSettings).catch(reportError);
  syncMenus(readSettings).catch(reportError);
};

/**
 * Restyles open pages again after the extension was reloaded, because scripts of the old one have ended. Session storage tells
 * whether it was: it is empty after a reload.
 */
async function returnToPages(): Promise<void> {
  const { hasRun } = await browser.storage.session.get('hasRun');
  if (hasRun) return;
  await browser.storage.session.set({ hasRun: true });
  await syncContentScripts(readSettings, true);
}

const onOtherPage = () => {
  fitMenus(readSettings).catch(reportError);
};

const onPageGone = (tabId: number) => {
  forgetTab(tabId).catch(reportError);
  forgetPointed(tabId).catch(reportError);
};

async function forgetRevoked(): Promise<void> {
  const stored = await readSettings();
  const { everywhere } = await withoutEverySite(stored);
  if (stored.everywhere && !everywhere) await updateSettings((settings) => setEverywhere(settings, false));
  const revoked = await revokedHostnames(await readSettings());
  if (revoked.length > 0) await updateSettings((settings) => withoutAccess(settings, revoked));
}

async function onAccessGranted(): Promise<void> {
  await syncContentScripts(readSettings);
  await announceAccess(await readSettings());
}

async function attachOverlay(data: unknown, ports: readonly MessagePort[]): Promise<void> {
  const message = parseAttachOverlay(data);
  const tab = message && ports.length === 2 ? nonces.redeem(message.nonce) : undefined;
  try {
    if (tab === undefined) throw new Error('An unexpected overlay tried to attach.');
    const admitted: AttachToHost = { type: 'attach-to-host', tab };
    await postToHost(admitted, ports);
  } catch (error) {
    for (const port of ports) port.close();
    throw error;
  }
}

const withWanted = (settings: Settings, { site, listed }: WantAccess): Settings =>
  listed ? enlist(settings, site, listed.list, listed.hostname) : setEnabled(settings, site, true);

function onRuntimeMessage(
  message: unknown,
  sender: Runtime.MessageSender,
): Promise<boolean | Settings | StylePictures | HostStart> | undefined {
  if (sender.id !== browser.runtime.id) return undefined;
  const expected = parseExpectOverlay(message);
  if (expected && sender.tab) {
    nonces.expect(expected.nonce, sender.tab.id ?? NO_TAB);
    return Promise.resolve(true);
  }
  const needsHost = parseExpectBridge(message) ?? parseExpectHost(message);
  const isOwnPage = sender.url?.startsWith(browser.runtime.getURL(''));
  if (needsHost && (sender.tab || isOwnPage)) return ensureHost().then(() => true);
  const asked = parseAskSettings(message);
  if (asked && sender.tab) return readSettings().then((settings) => settingsOf(settings, asked));
  const state = parsePageState(message);
  if (state && sender.tab?.id !== undefined)
    return showDocument(sender.tab.id, sender.frameId ?? 0, state).then(() => true);
  const pointed = parseCanvasPointed(message);
  if (pointed && sender.tab?.id !== undefined)
    return noteCanvasPointed(sender.tab.id, sender.frameId ?? 0, pointed.isOn).then(() => true);
  const set = parseSetLook(message);
  if (set && sender.tab) return setLookOf(sender.tab, set.look).then(() => true);
  if (parseAskStyles(message)) return styleList();
  // Serve only the extension's own pages from here on. The sender of a content script is its page.
  if (!isOwnPage) return undefined;
  const granted = parseAskAccess(message);
  if (granted) return browser.permissions.contains({ origins: [granted.pattern] });
  if (parseAskHostStart(message))
    return readSettings().then(({ debug, style, quality }) => ({ debug, style, quality }));
  const access = parseWantAccess(message);
  if (access) {
    const hostname = access.listed?.hostname ?? access.site;
    return wishFor((settings) => withWanted(settings, access), hostname).then(() => true);
  }
  const look = parseFirstLook(message);
  if (look) return beginFirstLook(look.tabId).then(() => true);
  const wanted = parseOpenCaptureWindow(message);
  if (wanted) return wantWindow(wanted.tabId).then(() => true);
  return undefined;
}

browser.runtime.onMessage.addListener(onRuntimeMessage);
onAttach(attachOverlay);
const start = () => {
  sync();
  readSettings()
    .then((settings) => {
      mirror(settings);
      return showPause(settings.paused);
    })
    .catch(reportError);
};

browser.runtime.onInstalled.addListener(({ reason }) => {
  start();
  syncContentScripts(readSettings, true).catch(reportError);
  // Private windows have a second worker, which must not open a second page. Tests open their pages themselves.
  if (reason !== 'install' || chrome.extension.inIncognitoContext || import.meta.env.MODE.endsWith('demo')) return;
  browser.tabs.create({ url: browser.runtime.getURL('src/pages/welcome/index.html') }).catch(reportError);
});
browser.runtime.onStartup.addListener(start);
browser.permissions.onAdded.addListener(() => {
  onAccessGranted().catch(reportError);
  openWantedWindow().catch(reportError);
  fulfilWish().catch(reportError);
});
browser.permissions.onRemoved.addListener(() => {
  forgetRevoked().then(sync, reportError);
});
browser.commands.onCommand.addListener((name, tab) => {
  act(name, tab).catch(reportError);
});
browser.contextMenus.onClicked.addListener(({ menuItemId, frameId = 0, srcUrl }, tab) => {
  const action = actionOf(menuItemId);
  (action === 'use-as-style' ? useAsStyle(srcUrl, tab, frameId) : act(action, tab, frameId)).catch(reportError);
});
browser.tabs.onActivated.addListener(onOtherPage);
browser.windows.onFocusChanged.addListener(onOtherPage);
browser.tabs.onUpdated.addListener((id, { status }, { active }) => {
  if (active && status !== undefined) onOtherPage();
  if (status === 'loading') onPageGone(id);
});
browser.tabs.onRemoved.addListener(onPageGone);
/** Private windows share the storage of all others, whose worker mirrors it. */
function mirror(settings: Settings): void {
  if (settings.sync && !chrome.extension.inIncognitoContext) mirrorSoon();
}

watchAccount(() => {
  readSettings().then(mirror, reportError);
});
watchSettings((settings) => {
  sync();
  mirror(settings);
  showPause(settings.paused).catch(reportError);
  announceSettings().catch(reportError);
});
returnToPages().catch(reportError);
shutStorage().catch(reportError);
followDebug((isOn) => {
  const message: DebugChanged = { type: 'debug-changed', isOn };
  browser.runtime.sendMessage(message).catch(logged('worker', 'No host is open', undefined));
}).catch(reportError);
