/** The list of sites and the field that adds one. */
import { type Settings, updateSettings } from '../../settings';
import { grantedPatterns } from '../../settings/granted';
import { setMode } from '../../settings/rules';
import { patternsOf } from '../../settings/site';
import { message } from '../../words/message';
import { element } from '../shared/element';
import { giveAccessBack } from './access';
import { SiteRow } from './site-row';
import { hostIn } from './site-view';

/** Most sites that a list shows without a search. */
const SEARCHED_FROM = 20;

export class SiteList {
  readonly #list = element('sites');
  readonly #field = element<HTMLInputElement>('add-host');
  readonly #search = element<HTMLInputElement>('search-sites');
  /** Rows by host. A site set to Ask keeps its row while the page is open, although nothing is stored for it. */
  readonly #rows = new Map<string, SiteRow>();
  readonly #announce: (text: string) => void;
  #changes = 0;

  constructor(announce: (text: string) => void) {
    this.#announce = announce;
    this.#list.dataset.empty = message('no_sites');
    element('add').addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#add(this.#field.value);
    });
    this.#field.addEventListener('input', () => this.#complain(''));
    this.#search.addEventListener('input', () => this.#filter());
  }

  async show(settings: Settings): Promise<void> {
    const hosts = [...new Set([...Object.keys(settings.sites), ...this.#rows.keys()])];
    const change = ++this.#changes;
    const granted = new Set(await grantedPatterns(hosts.flatMap(patternsOf)));
    // A newer change overtook this one.
    if (change !== this.#changes) return;
    for (const host of hosts)
      this.#rowOf(host).show(
        settings,
        patternsOf(host).some((each) => granted.has(each)),
      );
    this.#arrange();
    this.#filter();
  }

  #rowOf(host: string): SiteRow {
    const row = this.#rows.get(host) ?? new SiteRow(host, () => this.#remove(host));
    this.#rows.set(host, row);
    return row;
  }

  /** Shows the sites that match the search, which is offered where there are many. */
  #filter(): void {
    const hosts = [...this.#rows.keys()];
    element('search').hidden = hosts.length <= SEARCHED_FROM;
    const wanted = hosts.length > SEARCHED_FROM ? this.#search.value.trim().toLowerCase() : '';
    for (const [host, { element: row }] of this.#rows) row.hidden = !host.includes(wanted);
    element('search-none').textContent = hosts.some((host) => host.includes(wanted)) ? '' : message('search_none');
  }

  /** Sorts the rows by name. Moves no row that is already in place, since moving drops the focus. */
  #arrange(): void {
    const sorted = [...this.#rows].sort(([a], [b]) => a.localeCompare(b));
    sorted.forEach(([, row], i) => {
      if (this.#list.children[i] !== row.element) this.#list.insertBefore(row.element, this.#list.children[i] ?? null);
    });
  }

  async #add(typed: string): Promise<void> {
    const host = hostIn(typed);
    if (host === undefined) return this.#complain(message('not_a_site'));
    if (this.#rows.has(host)) return this.#complain(message('site_listed', host));
    await updateSettings((now) => setMode(now, host, 'off'));
    this.#field.value = '';
    this.#announce(message('site_added', host));
  }

  async #remove(host: string): Promise<void> {
    const row = this.#rows.get(host)?.element;
    this.#rows.delete(host);
    this.#changes++;
    let hosts = [host];
    await updateSettings((now) => {
      const { [host]: rule, ...sites } = now.sites;
      hosts = [host, ...(rule?.frames ?? []), ...(rule?.media ?? [])];
      return { ...now, sites };
    });
    await Promise.all(hosts.map(giveAccessBack));
    const next = row?.nextElementSibling ?? row?.previousElementSibling;
    (next?.querySelector<HTMLElement>('.remove') ?? this.#field).focus();
    row?.remove();
    this.#filter();
    this.#announce(message('site_removed', host));
  }

  #complain(problem: string): void {
    element('add-problem').textContent = problem;
    this.#field.ariaInvalid = String(problem !== '');
  }
}
