/** The list of sites and the field that adds one. */
import { type Settings, updateSettings } from '../../settings';
import { grantedPatterns } from '../../settings/granted';
import { type Mode, setMode } from '../../settings/rules';
import { patternsOf } from '../../settings/site';
import { shownHostname } from '../../words/hostnames';
import { message } from '../../words/message';
import { element } from '../shared/element';
import { askForAccess, giveAccessBack } from './access';
import { SiteRow } from './site-row';
import { hostnameIn } from './site-view';

/** Most sites that a list shows without a search. */
const SEARCHED_FROM = 20;

export class SiteList {
  readonly #list = element('sites');
  readonly #field = element<HTMLInputElement>('add-hostname');
  readonly #mode = element<HTMLSelectElement>('add-mode');
  readonly #search = element<HTMLInputElement>('search-sites');
  /** Rows by hostname. A site that the user set to Ask here keeps its row, although nothing is stored for it. */
  readonly #rows = new Map<string, SiteRow>();
  readonly #announce: (text: string) => void;
  #changes = 0;

  constructor(announce: (text: string) => void) {
    this.#announce = announce;
    element('add').addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#add(this.#field.value);
    });
    this.#field.addEventListener('input', () => this.#complain(''));
    this.#search.addEventListener('input', () => this.#filter());
  }

  async show(settings: Settings): Promise<void> {
    for (const [hostname, row] of this.#rows) {
      if (row.isTouched || Object.hasOwn(settings.sites, hostname)) continue;
      row.element.remove();
      this.#rows.delete(hostname);
    }
    const hostnames = [...new Set([...Object.keys(settings.sites), ...this.#rows.keys()])];
    const change = ++this.#changes;
    const granted = new Set(await grantedPatterns(hostnames.flatMap(patternsOf)));
    // A newer change overtook this one.
    if (change !== this.#changes) return;
    for (const hostname of hostnames)
      this.#rowOf(hostname).show(
        settings,
        patternsOf(hostname).some((each) => granted.has(each)),
      );
    this.#arrange();
    this.#filter();
    // Only now is it known whether there are any.
    this.#list.dataset.empty = message('no_sites');
  }

  #rowOf(hostname: string): SiteRow {
    const row = this.#rows.get(hostname) ?? new SiteRow(hostname, () => this.#remove(hostname));
    this.#rows.set(hostname, row);
    return row;
  }

  /** Shows the sites that match the search, which is offered where there are many. */
  #filter(): void {
    const hostnames = [...this.#rows.keys()];
    element('search').hidden = hostnames.length <= SEARCHED_FROM;
    const wanted = hostnames.length > SEARCHED_FROM ? this.#search.value.trim().toLowerCase() : '';
    const isFound = (hostname: string) => hostname.includes(wanted) || shownHostname(hostname).includes(wanted);
    for (const [hostname, { element: row }] of this.#rows) row.hidden = !isFound(hostname);
    element('search-none').textContent = hostnames.some(isFound) ? '' : message('search_none');
  }

  /** Sorts the rows by name. Moves no row that is already in place, since moving drops the focus. */
  #arrange(): void {
    const sorted = [...this.#rows].sort(([a], [b]) => shownHostname(a).localeCompare(shownHostname(b)));
    sorted.forEach(([, row], i) => {
      if (this.#list.children[i] !== row.element) this.#list.insertBefore(row.element, this.#list.children[i] ?? null);
    });
  }

  async #add(typed: string): Promise<void> {
    const hostname = hostnameIn(typed);
    if (hostname === undefined) return this.#complain(message('not_a_site'));
    if (this.#rows.has(hostname)) return this.#complain(message('site_listed', shownHostname(hostname)));
    const mode = this.#mode.value as Mode;
    // Nothing is awaited before this: Firefox takes only a question that the submit itself asks.
    if (mode === 'on' && !(await askForAccess(hostname)))
      return this.#complain(message('site_refused', shownHostname(hostname)));
    await updateSettings((now) => setMode(now, hostname, mode));
    this.#complain('');
    this.#field.value = '';
    this.#announce(message('site_added', shownHostname(hostname), message(mode === 'on' ? 'mode_on' : 'mode_off')));
  }

  async #remove(hostname: string): Promise<void> {
    const row = this.#rows.get(hostname)?.element;
    this.#rows.delete(hostname);
    this.#changes++;
    let hostnames = [hostname];
    await updateSettings((now) => {
      const { [hostname]: rule, ...sites } = now.sites;
      hostnames = [hostname, ...(rule?.frames ?? []), ...(rule?.media ?? [])];
      return { ...now, sites };
    }, 'site-removed');
    await Promise.all(hostnames.map(giveAccessBack));
    const next = row?.nextElementSibling ?? row?.previousElementSibling;
    (next?.querySelector<HTMLElement>('.remove') ?? this.#field).focus();
    row?.remove();
    this.#filter();
    this.#announce(message('site_removed', shownHostname(hostname)));
  }

  #complain(problem: string): void {
    element('add-problem').textContent = problem;
    this.#field.ariaInvalid = String(problem !== '');
  }
}
