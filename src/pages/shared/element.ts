/** The element with this id, which the page's own markup has. */
export const element = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T;

/** Shows a button with the role of a switch on or off. */
export const showSwitch = (button: HTMLElement, isOn: boolean): void =>
  button.setAttribute('aria-checked', String(isOn));
