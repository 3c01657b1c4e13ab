/** Collects the facts for a problem report: the graphics adapter, timings and states. Addresses only if the user agrees. */
import * as v from 'valibot';
import browser from 'webextension-polyfill';
import { LAST_REPORT, LastReport, storedGpuLosses } from '../../../protocol/last-report';
import { type DocumentStatus, parseDocumentStatus, STATUS_PORT } from '../../../protocol/runtime';
import type { Settings } from '../../../settings';
import { modeOf } from '../../../settings/rules';
import { siteOf } from '../../../settings/site';
import { logged } from '../../../util/log';
import { withTimeout } from '../../../util/with-timeout';

/** Time in which every document of a tab answers. */
const ANSWERS_MS = 700;

/** Longest wait for the graphics adapter, so that a hanging driver does not hold up the report. */
const ADAPTER_MS = 4000;

/** Collects one report of each document of a tab. */
async function documentsOf(tabId: number): Promise<DocumentStatus[]> {
  const documents = new Map<string, DocumentStatus>();
  const port = browser.tabs.connect(tabId, { name: STATUS_PORT });
  port.onMessage.addListener((message: unknown) => {
    const status = parseDocumentStatus(message);
    if (status) documents.set(status.document, status);
  });
  // Reading lastError keeps Chromium from logging a tab without a content script as an error.
  port.onDisconnect.addListener(() => void chrome.runtime.lastError);
  await new Promise((done) => setTimeout(done, ANSWERS_MS));
  port.disconnect();
  return [...documents.values()];
}

/** Returns what the popup knew of the tab while its videos were still in sight. */
async function lastReportOf(tabId: number): Promise<LastReport | undefined> {
  const { [LAST_REPORT]: stored } = await chrome.storage.session.get(LAST_REPORT);
  const found = v.safeParse(LastReport, stored);
  return found.success && found.output.tabId === tabId ? found.output : undefined;
}

async function adapterFacts(): Promise<object | null> {
  if (!navigator.gpu) return null;
  const asked = withTimeout(navigator.gpu.requestAdapter(), ADAPTER_MS, 'The adapter does not answer.');
  const adapter = await asked.catch(logged('report', 'No adapter', null));
  if (!adapter) return null;
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  const { maxBufferSize, maxComputeWorkgroupStorageSize, maxTextureDimension2D } = adapter.limits;
  return {
    vendor,
    architecture,
    device,
    description,
    isFallbackAdapter,
    features: [...adapter.features].sort(),
    limits: { maxBufferSize, maxComputeWorkgroupStorageSize, maxTextureDimension2D },
  };
}

const secondsSince = (moment: number): number => Math.round((Date.now() - moment) / 1000);

/** The states of a document's videos, without the addresses of other sites. */
const documentFacts = ({ videos, styled, faults, waiting, foreign, capturable }: DocumentStatus) => ({
  videos,
  waiting,
  faults,
  foreign: foreign.length,
  capturable,
  styled: styled.map(({ adapter: _, ...stats }) => stats),
});

/**
 * Returns the text of a report.
 * @param tabId tab with the problem, if there is one
 * @param withAddress whether to name the page
 */
export async function diagnosisOf(
  settings: Settings,
  tabId: number | undefined,
  withAddress: boolean,
): Promise<string> {
  const { sites, style, strength, keepColours, lineWeight, quality, paused, everywhere, camera } = settings;
  const tab =
    tabId === undefined ? undefined : await browser.tabs.get(tabId).catch(logged('report', 'No tab', undefined));
  const url = tab?.url ?? '';
  const hostname = siteOf(url)?.hostname;
  const [adapter, documents, last] = await Promise.all([
    adapterFacts(),
    tab?.id === undefined ? [] : documentsOf(tab.id),
    tab?.id === undefined ? undefined : lastReportOf(tab.id),
  ]);
  const facts = {
    inkreel: browser.runtime.getManifest().version,
    browser: navigator.userAgent,
    language: chrome.i18n.getUILanguage(),
    screen: { width: screen.width, height: screen.height, ratio: devicePixelRatio },
    adapter,
    gpuLosses: storedGpuLosses(localStorage).map(({ at, ...loss }) => ({ secondsAgo: secondsSince(at), ...loss })),
    settings: {
      style,
      strength,
      keepColours,
      lineWeight,
      quality,
      paused,
      everywhere,
      camera,
      sites: Object.keys(sites).length,
    },
    ...(tab && {
      page: {
        ...(withAddress && { url }),
        mode: hostname === undefined ? null : modeOf(settings, hostname),
        documents: documents.map(documentFacts),
        ...(last && {
          inThePopup: {
            secondsAgo: secondsSince(last.at),
            documents: last.documents.map(documentFacts),
          },
        }),
      },
    }),
  };
  return JSON.stringify(facts, null, 2);
}
