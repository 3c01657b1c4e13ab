/** Returns the element with this id. The page's markup must contain it. */
export const element = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T;

/** Shows a switch (a button with that role) as on or off. */
export const showSwitch = (button: HTMLElement, isOn: boolean): void =>
  button.setAttribute('aria-checked', String(isOn));

let announced = '';
/** Announces a change once, in the region "announcement". Clears the text afterwards, so that a screen reader does not find it twice. */
export function announce(text: string): void {
  if (text === announced) return;
  announced = text;
  const region = element('announcement');
  region.textContent = text;
  setTimeout(() => announced === text && region.replaceChildren(), 2000);
}
