/**
 * Shows on the toolbar button what Inkreel does in each tab: off (grey), on, a video starting (…), videos restyled (their
 * number), impossible (grey, !), camera styled (a dot) or not (a ring), paused everywhere. Session storage holds the states of a
 * tab's documents, because the browser stops the worker at will.
 */
import * as v from 'valibot';
import browser from 'webextension-polyfill';
import { CAMERA_VIEWS } from '../protocol/camera';
import type { Fault } from '../protocol/faults';
import { PageState } from '../protocol/runtime';
import { readSettings } from '../settings';
import { logged } from '../util/log';
import { cameraWords } from '../words/camera-words';
import { type MessageKey, message, plural } from '../words/message';

/** Paths of the icon by size. */
const icon = (name: string) => ({ 16: `/icons/${name}16.png`, 32: `/icons/${name}32.png` });
const ON = icon('');
const OFF = icon('off-');

const COLOURS = { count: '#1c6e48', warning: '#9a4d00', camera: '#b3261e', quiet: '#5f6170' } as const;

export interface Button {
  icon: typeof ON;
  badge: string;
  colour: string;
  title: string;
}

const reasonOf = (fault: Fault): string => message(`fault_${fault.replaceAll('-', '_')}` as MessageKey);

function withoutCamera(states: readonly PageState[]): Button {
  const videos = states.reduce((sum, state) => sum + state.videos, 0);
  const fault = states.find((state) => state.fault)?.fault;
  if (videos > 0)
    return {
      icon: ON,
      badge: String(Math.min(videos, 99)),
      colour: COLOURS.count,
      title: plural('toolbar_working', videos),
    };
  if (fault)
    return { icon: OFF, badge: '!', colour: COLOURS.warning, title: message('toolbar_impossible', reasonOf(fault)) };
  const isOn = states.some((state) => state.isOn);
  const isStarting = states.some((state) => state.isStarting);
  return {
    icon: isOn ? ON : OFF,
    badge: isStarting ? '…' : '',
    colour: COLOURS.quiet,
    title: message(isStarting ? 'toolbar_starting' : isOn ? 'toolbar_idle' : 'toolbar_off'),
  };
}

/** Returns what the button shows for the states of a tab's documents. */
export function buttonOf(states: readonly PageState[], isPaused: boolean): Button {
  if (isPaused) return { icon: OFF, badge: '‖', colour: COLOURS.quiet, title: message('toolbar_paused') };
  const button = withoutCamera(states);
  const view = CAMERA_VIEWS.find((each) => states.some(({ camera }) => camera === each));
  if (!view) return button;
  const title = message('toolbar_camera', button.title, cameraWords(view));
  const isStyled = view === 'styled';
  return { icon: ON, badge: isStyled ? '●' : '○', colour: isStyled ? COLOURS.camera : COLOURS.warning, title };
}

async function paint({ icon: path, badge, colour, title }: Button, tab: { tabId?: number }): Promise<void> {
  // The tab may have closed meanwhile.
  await Promise.all([
    browser.action.setIcon({ path, ...tab }),
    browser.action.setBadgeText({ text: badge, ...tab }),
    browser.action.setBadgeBackgroundColor({ color: colour, ...tab }),
    browser.action.setTitle({ title, ...tab }),
  ]).catch(logged('toolbar', 'The tab is gone', undefined));
}

const Documents = v.record(v.string(), PageState);

const keyOf = (tabId: number) => `documents-${tabId}`;

async function documentsOf(tabId: number): Promise<Record<string, PageState>> {
  const key = keyOf(tabId);
  const { [key]: stored } = await chrome.storage.session.get(key);
  return v.is(Documents, stored) ? stored : {};
}

let last: Promise<void> = Promise.resolve();

/** Runs changes one after another: each reads what the one before wrote. */
function inTurn(work: () => Promise<void>): Promise<void> {
  last = last.catch(logged('toolbar', 'The change before failed', undefined)).then(work);
  return last;
}

/** Largest number of documents stored for a tab, because a page can embed any number. */
const MOST_DOCUMENTS = 50;

/** Takes the state of one document of a tab. */
export function showDocument(tabId: number, frameId: number, state: PageState): Promise<void> {
  return inTurn(async () => {
    const documents: Record<string, PageState> = { ...(await documentsOf(tabId)), [frameId]: state };
    const kept = Object.fromEntries(Object.entries(documents).slice(0, MOST_DOCUMENTS));
    await chrome.storage.session.set({ [keyOf(tabId)]: kept });
    await paint(buttonOf(Object.values(kept), (await readSettings()).paused), { tabId });
  });
}

/** Forgets a tab that closes, or that loads another page. The browser resets its button by itself. */
export const forgetTab = (tabId: number): Promise<void> => inTurn(() => chrome.storage.session.remove(keyOf(tabId)));

/** Shows on all tabs without a state of their own whether Inkreel is paused. */
export const showPause = (isPaused: boolean): Promise<void> => inTurn(() => paint(buttonOf([], isPaused), {}));
