/** The popup: only wiring. What it shows is worked out in view.ts. */
import { readSettings, type Settings, updateSettings, watchSettings } from '../../settings';
import { isEnabled } from '../../settings/rules';
import { type Site, siteOf } from '../../settings/site';
import { listStyles } from '../../settings/styles';
import { firstLook, include, isGranted, isIncluded, switchOff, switchOn, watchAccess } from './access';
import { watchFrames } from './frames';
import { holdForOriginal } from './hold';
import { LatestWriter } from './latest';
import { checkStyle, showStyles } from './styles';
import { currentTab } from './tab';
import { type Model, viewOf } from './view';

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const toggle = element<HTMLButtonElement>('toggle');
const offer = element('offer');
const styles = element('styles');
const strength = element<HTMLInputElement>('strength');
const original = element<HTMLButtonElement>('original');

const [tab, stored] = await Promise.all([currentTab(), readSettings()]);
let settings = stored;
let answeredAt = performance.now();
const model: Model = {
  tab,
  enabled: false,
  granted: false,
  asking: false,
  refused: false,
  firstLook: 'no',
  reports: [],
  silentMs: 0,
  frameIncluded: false,
  foreign: undefined,
};

function say(id: string, text: string): void {
  element(id).textContent = text;
}

let announced = '';

/** Lets a screen reader speak, once a change. The words go again, lest they be read twice beside the status line. */
function announce(text: string): void {
  if (text === announced) return;
  announced = text;
  say('announcement', text);
  setTimeout(() => announced === text && say('announcement', ''), 2000);
}

function show(): void {
  const view = viewOf(model);
  element('host').hidden = view.host === '';
  say('host', view.host);
  toggle.setAttribute('aria-checked', String(view.toggle.checked));
  toggle.disabled = view.toggle.disabled;
  offer.hidden = view.offer === undefined;
  say('offer-text', view.offer?.text ?? '');
  say('offer-button', view.offer?.label ?? '');
  original.hidden = !view.canCompare;
  say('status', view.status.text);
  announce(view.status.announcement);
  element('tone').dataset.tone = view.status.tone;
}

function showStrength(percent: number): void {
  strength.value = String(percent);
  strength.style.setProperty('--fill', `${percent}%`);
  strength.setAttribute('aria-valuetext', `${percent} %`);
  say('strength-value', `${percent} %`);
}

const strengthWriter = new LatestWriter((value: number) => updateSettings((now) => ({ ...now, strength: value })));

function showSettings(next: Settings): void {
  settings = next;
  checkStyle(styles, settings.style);
  // While the slider moves, what comes back from storage is already behind it.
  if (!strengthWriter.busy) showStrength(Math.round(settings.strength * 100));
}

/** The first site of reported videos that are out of reach and not included yet. */
async function firstForeign(site: Site): Promise<Site | undefined> {
  for (const origin of new Set(model.reports.flatMap(({ status }) => status.foreign))) {
    const foreign = siteOf(origin);
    if (foreign && !(await isIncluded(settings, site, 'media', foreign))) return foreign;
  }
  return undefined;
}

/** Takes access and the site's switch into the model. */
async function refresh(): Promise<void> {
  if (tab?.site) {
    model.granted = await isGranted(tab.site);
    const enabled = isEnabled(settings, tab.site.host);
    if (enabled && !model.enabled) answeredAt = performance.now();
    model.enabled = enabled;
    const { site, embedded } = tab;
    model.frameIncluded = embedded !== undefined && (await isIncluded(settings, site, 'frames', embedded));
    model.foreign = await firstForeign(site);
  }
  show();
}

toggle.addEventListener('click', async () => {
  if (!tab?.site) return;
  if (model.enabled && model.granted) return switchOff(tab.site);
  model.asking = true;
  model.firstLook = 'no';
  const answer = switchOn(tab.site);
  show();
  model.refused = !(await answer);
  model.asking = false;
  await refresh();
});

async function takeFirstLook(tabId: number): Promise<void> {
  answeredAt = performance.now();
  model.firstLook = 'asked';
  show();
  await firstLook(tabId).catch(() => {
    model.firstLook = 'failed';
  });
  show();
}

element('offer-button').addEventListener('click', async () => {
  if (!tab?.site) return;
  const kind = viewOf(model).offer?.kind;
  // The button goes away with what it offered.
  toggle.focus();
  if (kind === 'first-look') await takeFirstLook(tab.id);
  if (kind === 'include-frame' && tab.embedded) await include(tab.site, 'frames', tab.embedded);
  if (kind === 'include-media' && model.foreign) await include(tab.site, 'media', model.foreign);
});

strength.addEventListener('input', () => {
  const percent = strength.valueAsNumber;
  showStrength(percent);
  void strengthWriter.put(percent / 100);
});

showStyles(styles, listStyles(), (style) => void updateSettings((now) => ({ ...now, style })));
showSettings(settings);
await refresh();
watchSettings((next) => {
  showSettings(next);
  void refresh();
});
watchAccess(() => void refresh());
if (tab?.site) {
  holdForOriginal(original, tab.id);
  watchFrames(tab.id, (reports) => {
    const now = performance.now();
    if (reports.length > 0) answeredAt = now;
    model.reports = reports;
    model.silentMs = now - answeredAt;
    void refresh();
  });
}
