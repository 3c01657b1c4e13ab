/** Returns the element with this id. The page's markup must contain it. */
export const element = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T;

/** Shows a switch (a button with that role) as on or off. */
export const showSwitch = (button: HTMLElement, isOn: boolean): void =>
  button.setAttribute('aria-checked', String(isOn));
