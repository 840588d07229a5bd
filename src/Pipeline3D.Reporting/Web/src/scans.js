// The list of scored scans, filtered and sorted, beside the detail of the chosen one.
import { categories, mistake, run, severity, truthOf } from './data.js';
import { breakable, choice, el, section } from './dom.js';
import { Detail } from './detail.js';
import { many, score } from './format.js';

const PAGE = 300;

const SORTS = {
  severity: ['highest above threshold', (a, b) => severity(b) - severity(a)],
  highest: ['highest score', (a, b) => b.score - a.score],
  lowest: ['lowest score', (a, b) => a.score - b.score],
  name: ['name', () => 0],
};

export class Scans {
  #filter = { category: '', verdict: '', label: '', sort: 'severity' };
  #shown = []; #selected = null; #limit = PAGE; #choices = [];
  #list = el('ol', { class: 'scans', 'aria-label': 'Scored scans' });
  #found = el('p', { class: 'hint', role: 'status' });
  #detail = new Detail(step => this.#step(step));

  constructor() {
    const pick = (label, key, options) => {
      const made = choice(label, options, value => {
        this.#filter[key] = value;
        this.#limit = PAGE;
        this.#fill();
        if (this.#shown.length > 0 && !this.#shown.includes(this.#selected)) this.#select(this.#shown[0]);
      });
      this.#choices.push(made.select);
      return made.node;
    };
    const measured = run.scans.some(scan => scan.threshold > 0);
    if (!measured) this.#filter.sort = 'highest';
    this.#list.addEventListener('keydown', event => this.#key(event));
    this.node = run.scans.length === 0 ? section('scans', 'Scans',
      el('p', { class: 'empty' }, 'No scan was scored in this run.')) : section('scans', 'Scans',
      el('div', { class: 'bar' },
        pick('Category', 'category', [['', 'all'], ...categories.map(name => [name, name])]),
        pick('Verdict', 'verdict', [['', 'all'], ['reject', 'reject'], ['accept', 'accept'], ['undecided', 'undecided'],
          ['wrong', 'wrong decisions']]),
        pick('Truth', 'label', [['', 'all'], ['anomalous', 'anomalous'], ['good', 'good'], ['unknown', 'unknown']]),
        pick('Sort by', 'sort', Object.entries(SORTS)
          .filter(([key]) => measured || key !== 'severity').map(([key, [text]]) => [key, text]))),
      this.#found, el('div', { class: 'browse' }, el('div', { class: 'list' }, this.#list), this.#detail.node));
    if (run.scans.length > 0) {
      this.#fill();
      this.#select(this.#shown.find(scan => scan.shown) ?? this.#shown[0]);
    }
  }

  /** Shows a scan whatever the filters are, and brings it into view. */
  open(scan) {
    this.#setFilter('');
    this.#limit = Math.max(PAGE, this.#shown.indexOf(scan) + 1);
    this.#fill();
    this.#select(scan);
    this.node.scrollIntoView();
    this.#button(scan)?.focus({ preventScroll: true });
  }

  /** Lists the wrong decisions and brings them into view. */
  showWrong() {
    this.#setFilter('wrong');
    this.#select(this.#shown[0]);
    this.node.scrollIntoView();
    this.#button(this.#selected)?.focus({ preventScroll: true });
  }

  #setFilter(verdict) {
    Object.assign(this.#filter, { category: '', verdict, label: '' });
    for (const [i, value] of ['', verdict, ''].entries()) this.#choices[i].value = value;
    this.#limit = PAGE;
    this.#fill();
  }

  #fill() {
    const { category, verdict, label, sort } = this.#filter;
    this.#shown = run.scans.filter(scan => (!category || scan.category === category) &&
      (!label || truthOf(scan) === label)
      && (!verdict || (verdict === 'wrong' ? mistake(scan) : scan.verdict === verdict))).sort(SORTS[sort][1]);
    const found = many(this.#shown.length, 'scan');
    this.#found.textContent = `${found} of ${run.scans.length}. Arrow keys move through the list.`;
    const most = Math.max(...run.scans.map(severity), 1e-12);
    const more = this.#shown.length - this.#limit;
    this.#list.replaceChildren(...this.#shown.slice(0, this.#limit).map(scan => el('li', {}, this.#row(scan, most))),
      ...(more > 0 ? [el('li', {}, el('button', { type: 'button', class: 'more', onclick: () => {
        this.#limit += PAGE;
        this.#fill();
      } }, `Show ${Math.min(PAGE, more)} more of ${more}`))] : []));
    this.#mark();
  }

  #row(scan, most) {
    const wrong = mistake(scan), bar = el('span', { class: `score ${truthOf(scan)}`, 'aria-hidden': 'true' });
    bar.style.width = `${100 * Math.max(0, severity(scan)) / most}%`;
    return el('button', { type: 'button', class: `row ${wrong ? 'wrong' : ''}`, tabindex: -1, 'data-path': scan.path,
      onclick: () => this.#select(scan) },
      el('span', { class: 'name' }, breakable(scan.path)), el('span', { class: 'value' }, score(scan.score)),
      el('span', { class: 'track' }, bar),
      el('span', { class: 'note' }, `${scan.verdict}, ${truthOf(scan)}`, wrong && el('b', {}, ` ${wrong}`),
        !scan.shown && ' (no images kept)'));
  }

  #button(scan) {
    return [...this.#list.querySelectorAll('.row')].find(button => button.dataset.path === scan?.path);
  }

  #mark() {
    const buttons = [...this.#list.querySelectorAll('.row')], current = this.#button(this.#selected);
    for (const button of buttons) {
      button.tabIndex = -1;
      button.removeAttribute('aria-current');
    }
    current?.setAttribute('aria-current', 'true');
    // One stop of the Tab key for the whole list; arrow keys do the rest.
    if (current ?? buttons[0]) (current ?? buttons[0]).tabIndex = 0;
    return current;
  }

  #select(scan) {
    this.#selected = scan;
    const button = this.#mark();
    if (button) {
      // Only the list's own box scrolls; the page stays where the reader put it.
      const box = this.#list.parentElement;
      const above = button.offsetTop - box.scrollTop;
      const below = button.offsetTop + button.offsetHeight - box.scrollTop - box.clientHeight;
      if (above < 0) box.scrollTop += above;
      else if (below > 0) box.scrollTop += below;
    }
    this.#detail.show(scan);
    return button;
  }

  #step(step) {
    const at = this.#shown.indexOf(this.#selected), last = this.#shown.length - 1;
    if (last < 0) return null;
    const to = this.#shown[Math.min(last, Math.max(0, at + step))];
    if (this.#shown.indexOf(to) >= this.#limit) {
      this.#limit = this.#shown.indexOf(to) + PAGE;
      this.#fill();
    }
    return this.#select(to);
  }

  #key(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
    if (!(event.key in steps)) return;
    event.preventDefault();
    this.#step(steps[event.key])?.focus({ preventScroll: true });
  }
}
