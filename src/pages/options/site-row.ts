/** One site in the list: its mode, its own look, and the hostnames it includes. */
import { readSettings, type Settings, updateSettings } from '../../settings';
import { changeLook, hasOwnLook, setOwnLook } from '../../settings/look';
import { type Listed, type Mode, modeOf, setMode, unlist } from '../../settings/rules';
import { shownLook } from '../../settings/shelf';
import { shownHostname } from '../../words/hostnames';
import { message } from '../../words/message';
import { element, showSwitch } from '../shared/element';
import { askForAccess, giveAccessBack } from './access';
import { LookFields } from './looks/look-fields';
import { summaryOf } from './site-view';

const LISTS: readonly Listed[] = ['frames', 'media'];

function nameRemove(button: HTMLElement, hostname: string): void {
  button.ariaLabel = message('remove', shownHostname(hostname));
  button.title = button.ariaLabel;
}

/** Numbers the rows for unique element ids. */
let made = 0;

export class SiteRow {
  readonly element: HTMLElement;
  readonly #hostname: string;
  readonly #part: <T extends HTMLElement>(selector: string) => T;
  readonly #look: LookFields;
  /** The user has changed something here: the row stays while the page is open, even if nothing is stored for its site. */
  isTouched = false;
  #isGranted = false;
  #isRefused = false;

  /** @param remove called when the user presses the row's remove button */
  constructor(hostname: string, remove: () => void) {
    const copy = element<HTMLTemplateElement>('site-row').content.cloneNode(true) as DocumentFragment;
    const row = copy.querySelector('li') as HTMLElement;
    const part = <T extends HTMLElement>(selector: string) => row.querySelector(selector) as T;
    this.element = row;
    this.#hostname = hostname;
    this.#part = part;
    const id = `site-${made++}`;
    this.#name(id);

    for (const radio of row.querySelectorAll<HTMLInputElement>('.modes input'))
      radio.addEventListener('change', () => this.#choose(radio.value as Mode));
    part('.allow').addEventListener('click', () => this.#choose('on'));
    for (const type of ['change', 'click'] as const)
      row.addEventListener(type, () => {
        this.isTouched = true;
      });
    part('.remove').addEventListener('click', remove);
    part('.own').addEventListener(
      'click',
      () => void updateSettings((now) => setOwnLook(now, hostname, !hasOwnLook(now.sites[hostname]))),
    );
    this.#look = new LookFields(part('.look'), id, (look) => updateSettings((now) => changeLook(now, hostname, look)));
  }

  /** @param isGranted true if the user granted access to the site */
  show(settings: Settings, isGranted: boolean): void {
    const rule = settings.sites[this.#hostname];
    const mode = modeOf(settings, this.#hostname);
    const isOwn = hasOwnLook(rule);
    this.#isGranted = isGranted;
    if (isGranted) this.#isRefused = false;
    this.#part<HTMLInputElement>(`.modes input[value=${mode}]`).checked = true;
    this.#part('.access').hidden = !this.#isRefused && (mode !== 'on' || isGranted);
    this.#part('.access p').textContent = this.#isRefused
      ? message('site_refused', shownHostname(this.#hostname))
      : message('site_no_access');
    this.#part('.summary').textContent = summaryOf(settings, this.#hostname);
    showSwitch(this.#part('.own'), isOwn);
    this.#part('.look').hidden = !isOwn;
    this.#look.show(settings, shownLook(settings, this.#hostname));
    for (const list of LISTS) this.#showHostnames(list, rule?.[list] ?? []);
  }

  /** Sets the mode. If the user refuses access, the site keeps its mode. */
  async #choose(mode: Mode): Promise<void> {
    this.#isRefused = mode === 'on' && !this.#isGranted && !(await askForAccess(this.#hostname));
    if (this.#isRefused) this.show(await readSettings(), false);
    else await updateSettings((now) => setMode(now, this.#hostname, mode));
  }

  #showHostnames(list: Listed, hostnames: string[]): void {
    const section = this.#part(`[data-list=${list}]`);
    section.hidden = hostnames.length === 0;
    const shown = section.querySelector('ul') as HTMLElement;
    // Rebuild only after a change: the focused button must keep its focus.
    if (shown.dataset.hostnames === hostnames.join()) return;
    shown.dataset.hostnames = hostnames.join();
    shown.replaceChildren(...hostnames.map((hostname) => this.#hostnameEntry(list, hostname)));
  }

  #hostnameEntry(list: Listed, hostname: string): HTMLElement {
    const name = document.createElement('span');
    name.dir = 'ltr';
    name.textContent = shownHostname(hostname);
    name.title = hostname;
    const remove = this.#part('.remove').cloneNode(true) as HTMLButtonElement;
    nameRemove(remove, hostname);
    remove.addEventListener('click', async () => {
      await updateSettings((now) => unlist(now, this.#hostname, list, hostname));
      await giveAccessBack(hostname);
      this.#part('summary').focus();
    });
    const entry = document.createElement('li');
    entry.append(name, remove);
    return entry;
  }

  /** Names the site in the label of each control. */
  #name(id: string): void {
    const part = this.#part;
    const shown = shownHostname(this.#hostname);
    part('.hostname').textContent = shown;
    part('.hostname').title = this.#hostname;
    part('.modes').ariaLabel = shown;
    for (const radio of part('.modes').querySelectorAll('input')) radio.name = `${id}-mode`;
    nameRemove(part('.remove'), this.#hostname);
    part('.own-label').id = `${id}-own`;
    part('.own').setAttribute('aria-labelledby', `${id}-own`);
  }
}
