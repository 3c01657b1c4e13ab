/**
 * Fills a page's markup with texts. An element names its text in `data-words`, and those of its attributes in
 * `data-words-label` (name and tooltip), `data-words-name` (name alone), `data-words-about` (description) and
 * `data-words-hint` (placeholder).
 */
import { locale, type MessageKey, message } from './message';

const FILLERS: Record<string, (element: HTMLElement, text: string) => void> = {
  words: (element, text) => {
    element.textContent = text;
  },
  wordsLabel: (element, text) => {
    element.ariaLabel = text;
    element.title = text;
  },
  wordsName: (element, text) => {
    element.ariaLabel = text;
  },
  wordsAbout: (element, text) => element.setAttribute('aria-description', text),
  wordsHint: (element, text) => element.setAttribute('placeholder', text),
};

const SELECTOR = Object.keys(FILLERS)
  .map((name) => `[data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}]`)
  .join();

function fill(root: Document | DocumentFragment): void {
  for (const element of root.querySelectorAll<HTMLElement>(SELECTOR)) {
    const names: { [name: string]: string | undefined } = element.dataset;
    for (const [name, put] of Object.entries(FILLERS)) {
      const key = names[name];
      if (key) put(element, message(key as MessageKey));
    }
  }
  for (const { content } of root.querySelectorAll('template')) fill(content);
}

/** Fills the page, its templates and its title, and sets its language and direction. Call it before anything is shown. */
export function fillWords(): void {
  document.documentElement.lang = locale();
  document.documentElement.dir = chrome.i18n.getMessage('@@bidi_dir');
  fill(document);
}
