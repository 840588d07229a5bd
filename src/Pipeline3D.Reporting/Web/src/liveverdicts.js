// The newest verdicts, and the one looked at in 3D with its heat map.
import { unpack } from './cloudfile.js';
import { CloudView } from './cloudview.js';
import { paintLegend } from './colourmap.js';
import { el, section, slider, switcher } from './dom.js';
import { count, instant, score } from './format.js';
import { haste, named, verdictText } from './livestate.js';

export class Verdicts {
  #list = el('ul', { class: 'scans' });
  #title = el('h3', {}, 'No scan yet');
  #facts = el('p', { class: 'line' });
  #note = el('p', { class: 'note', id: 'extent' }, '\u00a0');
  #follow = el('input', { type: 'checkbox', checked: true, id: 'follow' });
  #modes = el('div');
  #scale = el('div', { class: 'scale', id: 'scale' });
  #view; #chosen = null; #newest = 0; #mode = 'score'; #level = 0;

  constructor() {
    try {
      this.#view = new CloudView();
    } catch (cause) {
      this.#note.textContent = `No 3D view: ${cause.message}`;
    }
    this.node = section('verdicts', 'Newest verdicts', el('div', { class: 'live' },
      el('div', { class: 'list', tabindex: 0, role: 'region', 'aria-label': 'Newest verdicts' }, this.#list),
      el('div', { class: 'detail' }, el('div', { class: 'title' }, this.#title,
        el('label', { class: 'field' }, this.#follow, el('span', {}, 'follow the newest'))), this.#facts,
      el('div', { class: 'bar' },
        this.#modes,
        slider('From', { min: 0, max: 255, step: 1, value: 0, text: level => this.#shown(level) },
          level => { this.#level = level; this.#colour(); }),
        el('button', { type: 'button', onclick: () => this.#view?.reset() }, 'Reset view')),
      this.#view?.canvas, this.#scale, this.#note,
      el('p', { class: 'hint' }, 'Drag or arrow keys rotate, Shift pans, wheel or + and - zoom, Home resets.'))));
  }

  show(verdicts) {
    const newest = verdicts[0]?.number ?? 0;
    if (newest === this.#newest) return;
    this.#newest = newest;
    this.#list.replaceChildren(...verdicts.map(one => el('li', {}, this.#row(one))));
    if (this.#follow.checked || this.#chosen === null) this.#open(verdicts[0]);
  }

  #row(one) {
    const wrong = one.is_anomalous !== null && one.verdict !== 'undecided'
      && one.is_anomalous !== (one.verdict === 'reject');
    return el('button', { class: 'row', type: 'button', 'data-number': one.number,
      'aria-current': one.number === this.#chosen?.number, onclick: () => {
        this.#follow.checked = false;
        this.#open(one);
      } },
    el('span', { class: 'name' }, named(one.item).name), el('span', { class: 'value' }, score(one.score)),
    el('span', { class: 'note' }, `${named(one.item).origin}, ${instant(one.at)}`,
      ...haste(one).map(text => `, ${text}`),
      wrong ? el('b', {}, ' the label disagrees') : ''),
    el('span', { class: `pill ${one.verdict}` }, one.verdict));
  }

  async #open(one) {
    this.#chosen = one;
    for (const row of this.#list.querySelectorAll('.row')) {
      if (row.dataset.number === String(one.number)) row.setAttribute('aria-current', 'true');
      else row.removeAttribute('aria-current');
    }
    const { name, origin } = named(one.item);
    this.#title.replaceChildren(name);
    this.#offer(one);
    this.#facts.replaceChildren(el('span', { class: 'note' }, origin),
      el('span', { class: `pill ${one.verdict}` }, one.verdict), verdictText(one),
      ...haste(one).map(text => el('b', {}, text)), ...one.remarks.map(text => el('span', { class: 'note' }, text)));
    if (!one.has_cloud || !this.#view) {
      this.#note.textContent = 'This scan has no 3D view.';
      return;
    }
    try {
      const answer = await fetch(`live/cloud/${one.number}`);
      if (!answer.ok) throw new Error('it is no longer kept');
      const cloud = await unpack(await answer.arrayBuffer());
      if (this.#chosen !== one) return;
      this.#view.show(cloud, one.width > 0, this.#mode, this.#level);
      const extent = cloud.high.map((value, axis) => score(value - cloud.low[axis])).join(' \u00d7 ');
      this.#note.textContent = `${count(cloud.count)} points of the scan; extent ${extent} ${one.unit}`;
    } catch (cause) {
      this.#note.textContent = `The cloud cannot be shown: ${cause.message}`;
    }
  }

  // Only what came with the scan is offered.
  #offer(one) {
    const modes = [['score', 'Heat map'], one.has_truth && ['truth', 'Ground truth'],
      one.has_colour && ['colour', 'Colour']].filter(mode => mode);
    if (!modes.some(([mode]) => mode === this.#mode)) this.#mode = 'score';
    this.#modes.replaceChildren(modes.length < 2 ? '' : switcher('Show', 'mode', modes, this.#mode, mode => {
      this.#mode = mode;
      this.#colour();
    }));
    const canvas = el('canvas', { class: 'ramp', role: 'img', 'aria-label': 'Colours of the scores' });
    paintLegend(canvas);
    const { score_low: low, score_high: high, threshold } = one;
    // Evenly spaced, as the numbers below the colours are.
    const marks = threshold > 0 && low === 0 ? ['0', 'half the threshold', 'threshold', '1.5 \u00d7 and above']
      : [score(low), score(high)];
    this.#scale.replaceChildren(...(one.has_cloud ? [canvas, el('div', { class: 'numbers' },
      marks.map(text => el('span', {}, text)))] : []));
  }

  #shown(level) {
    const one = this.#chosen;
    return one ? score(one.score_low + level / 255 * (one.score_high - one.score_low)) : String(level);
  }

  #colour() {
    this.#view?.colour(this.#mode, this.#level);
  }
}
