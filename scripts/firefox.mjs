// Finds Firefox and starts it with the built extension, over WebDriver BiDi: shared by `npm start -- --firefox` and the tests.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import puppeteer, { TimeoutError } from 'puppeteer';
import { hasGpu } from './browser.mjs';

/** Paths where distributions and installers put Firefox. */
const CANDIDATES = {
  linux: ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/snap/bin/firefox'],
  darwin: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
  win32: ['C:\\Program Files\\Mozilla Firefox\\firefox.exe'],
};

/** Address of the extension's pages, which Firefox otherwise draws by lot. */
const UUID = '2f0ad1d6-3c1e-4a53-9d3b-0d6f0a7c1b11';

/** Chromium's Vulkan driver for the processor. Mesa's takes minutes to compile a network in Firefox, and crashes. */
const SWIFTSHADER = ['/usr/lib/chromium/vk_swiftshader_icd.json', '/opt/google/chrome/vk_swiftshader_icd.json'];

/** Switches WebGPU on where Firefox has it off: on Linux, and with drivers that it does not know. */
const WEBGPU = {
  'dom.webgpu.enabled': true,
  'dom.webgpu.workers.enabled': true,
  'dom.webgpu.allow-in-parent': true,
  'gfx.webgpu.ignore-blocklist': true,
  'gfx.webgpu.force-enabled': true,
};

/** Returns the path of Firefox: INKREEL_FIREFOX, else an installed one. @throws where there is none */
function findFirefox() {
  const named = process.env.INKREEL_FIREFOX;
  if (named && !existsSync(named)) throw new Error(`INKREEL_FIREFOX names ${named}, which does not exist.`);
  const found = named ?? (CANDIDATES[process.platform] ?? []).find((path) => existsSync(path));
  if (!found) throw new Error('No Firefox found here: install Firefox 153 or newer, or name one in INKREEL_FIREFOX.');
  return found;
}

/** Variables that make Firefox draw on the processor, where Linux shows no graphics card. @returns {Record<string, string>} */
function vulkanDriver() {
  const driver = hasGpu() ? undefined : SWIFTSHADER.find((path) => existsSync(path));
  return driver ? { VK_ICD_FILENAMES: driver, VK_DRIVER_FILES: driver } : {};
}

/**
 * Starts Firefox with the extension in the folder `extension` and a profile of its own.
 * @param {{ extension: string, headless: boolean, hasWebgpu: boolean,
 *   prefs?: Record<string, string | number | boolean>, viewport?: { width: number, height: number } | null }} options
 *   hasWebgpu: switch WebGPU on where Firefox has it off
 */
export async function launchFirefox({ extension, headless, hasWebgpu, prefs = {}, viewport = null }) {
  const { browser_specific_settings } = JSON.parse(readFileSync(join(extension, 'manifest.json'), 'utf8'));
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: findFirefox(),
    headless,
    // Without this switch the driver may not open pages of an extension.
    args: ['-remote-allow-system-access'],
    defaultViewport: viewport,
    env: { ...process.env, ...(hasWebgpu && vulkanDriver()) },
    extraPrefsFirefox: {
      'extensions.webextensions.uuids': JSON.stringify({ [browser_specific_settings.gecko.id]: UUID }),
      'media.autoplay.default': 0,
      ...(hasWebgpu && WEBGPU),
      ...prefs,
    },
  });
  await browser.installExtension(resolve(extension));
  return browser;
}

/**
 * Opens a page of the extension in a tab and waits for its texts.
 * @param {import('puppeteer').Browser} browser
 * @param {string} path in src/pages
 */
export async function openOwnPage(browser, path) {
  const page = await browser.newPage();
  // Firefox never tells the driver that a page of the extension has loaded.
  await page.goto(`moz-extension://${UUID}/src/pages/${path}`, { timeout: 2000 }).catch((error) => {
    if (!(error instanceof TimeoutError)) throw error;
  });
  await page.waitForFunction(() => document.body?.innerText.length > 100);
  return page;
}
