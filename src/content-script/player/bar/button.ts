/** Buttons of the bar. They accept clicks of the user alone, in case a script of the page finds a way to one. */
import { createElement } from '../../page/dom';
import { type IconName, icon } from './icons';

/** Creates an element with a class. */
export function part<K extends keyof HTMLElementTagNameMap>(tag: K, className: string): HTMLElementTagNameMap[K] {
  const element = createElement(document, tag);
  element.className = className;
  return element;
}

/** Calls `act` on every click of the user. */
export function onUserClick(element: HTMLElement, act: () => void): void {
  element.addEventListener('click', ({ isTrusted }) => isTrusted && act());
}

/**
 * Creates a button.
 * @param label accessible name, which the bar shows as a hint while the button is pointed at or focused
 */
export function iconButton(name: IconName, label: string, act: () => void): HTMLButtonElement {
  const element = part('button', 'button');
  element.type = 'button';
  element.ariaLabel = label;
  element.append(icon(name));
  onUserClick(element, act);
  return element;
}
