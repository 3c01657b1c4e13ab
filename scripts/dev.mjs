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

/** Builds on every change of a module. Calls `onBuilt` after each successful build and prints the errors of the others. */
async function buildOnChange(onBuilt) {
  const watcher = await build({ root: ROOT, mode: 'demo', logLevel: 'warn', build: { watch: {} } });
  let startedAt = 0;
  watcher.on('event', (event) => {
    if (event.code === 'START') startedAt = performance.now();
    if (event.code === 'BUNDLE_END' || event.code === 'ERROR') void event.result?.close();
    if (event.code === 'ERROR') say(`The build failed: ${event.error.message}`);
    if (event.code !== 'BUNDLE_END') return;
    say(`Built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
    onBuilt();
  });
  return watcher;
}

/** Calls `changed` when one of the files changes that the build reads without importing them. */
function watchOtherFiles(changed) {
  const names = ['manifest.json', 'vite.config.ts'];
  const watchers = [
    watch(join(ROOT, '_locales'), { recursive: true }, changed),
    watch(join(ROOT, 'icons'), { recursive: true }, changed),
    // Watch the folder instead of the files: many editors replace a file, and a watcher of the old one ends.
    watch(ROOT, (_, name) => names.includes(name) && changed()),
  ];
  return () => {
    for (const watcher of watchers) watcher.close();
  };
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
  let watcher;
  let onBuilt;
  const start = async () => {
    watcher = await buildOnChange(() => onBuilt());
  };
  await new Promise((firstBuilt, failed) => {
    onBuilt = firstBuilt;
    start().catch(failed);
  });
  onBuilt = () =>
    inTurn(async () => {
      if (!page) return;
      const worker = await reloadExtension(browser, EXTENSION);
      await page.reload();
      await report(worker);
    });
  const restarts = latestOnly();
  const stopWatching = watchOtherFiles(
    debounced(() =>
      restarts(async () => {
        await watcher.close();
        await start();
      }),
    ),
  );
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
  stopWatching();
  demo.close();
  await watcher.close();
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
});
