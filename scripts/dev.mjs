// `npm run dev`: builds the extension into dist-demo on every change and reloads it in a running browser with the demo page.
// `--headless` opens no window; without a display that is the default. Ctrl-C or closing the browser ends everything.
import { watch } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { extensionWorker, hasGpu, launchBrowser, reloadExtension } from './browser.mjs';
import { hasDisplay, pinQuality, ROOT, say, serveDemo, styledStatus, switchSite } from './demo.mjs';

const EXTENSION = join(ROOT, 'dist-demo');

/** Runs `work` once no call has come for `ms`, because editors write a file in several steps. */
function debounced(work, ms = 100) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, ms);
  };
}

/** Runs jobs one after another. Drops a waiting job when a newer one arrives. */
function latestOnly() {
  let running = Promise.resolve();
  let newest = 0;
  return (job) => {
    const mine = ++newest;
    running = running.then(() => (mine === newest ? job() : undefined)).catch((error) => say(error.message));
    return running;
  };
}

/**
 * Builds on every change. Calls `onBuilt` after each successful build and prints the errors of the others.
 * @returns the watcher, after the first build that succeeded
 */
async function buildOnChange(onBuilt) {
  const watcher = await build({ root: ROOT, mode: 'demo', logLevel: 'warn', build: { watch: {} } });
  await new Promise((firstBuilt) => {
    let startedAt = 0;
    watcher.on('event', (event) => {
      if (event.code === 'START') startedAt = performance.now();
      if (event.code === 'BUNDLE_END' || event.code === 'ERROR') void event.result?.close();
      if (event.code === 'ERROR') say(`The build failed: ${event.error.message}`);
      if (event.code !== 'BUNDLE_END') return;
      say(`Built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
      firstBuilt();
      onBuilt();
    });
  });
  return watcher;
}

/** Prints what the page shows: the style and the adapter, or the reason why nothing is restyled. */
async function report(worker) {
  const { style, adapter } = await styledStatus(worker);
  say(`Restyling in "${style}" on ${adapter}.`);
}

async function main() {
  const { values } = parseArgs({ options: { headless: { type: 'boolean', default: !hasDisplay() } } });
  const inTurn = latestOnly();
  let browser;
  let page;

  say('Building the extension ...');
  const watcher = await buildOnChange(() => {
    if (!page) return;
    inTurn(async () => {
      const worker = await reloadExtension(browser, EXTENSION);
      await page.reload();
      await report(worker);
    });
  });
  const demo = await serveDemo();
  say(`Starting the browser${values.headless ? ' without a window' : ''} ...`);
  browser = await launchBrowser({ extension: EXTENSION, headless: values.headless, say });
  const { worker } = await extensionWorker(browser);
  // On a software adapter the governor would leave the playing video unchanged.
  if (!hasGpu()) await pinQuality(worker, 'XS');
  await switchSite(worker, true);
  [page] = await browser.pages();
  await page.goto(demo.url);
  const pageWatcher = watch(
    join(ROOT, 'demo'),
    debounced(() => inTurn(() => page.reload())),
  );
  say(`Watching. The demo page is ${demo.url}. Ctrl-C ends.`);
  inTurn(() => report(worker));

  await new Promise((done) => browser.once('disconnected', done));
  pageWatcher.close();
  demo.close();
  await watcher.close();
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
});
