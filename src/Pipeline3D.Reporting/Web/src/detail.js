// One scan: heat map and ground truth side by side, and its cloud in 3D.
import { mistake, scanFiles, truthOf } from './data.js';
import { breakable, el, slider, switcher } from './dom.js';
import { count, score } from './format.js';
import { paintLegend } from './colourmap.js';
import { CloudView } from './cloudview.js';
import { paintHeat, paintTruth } from './paint.js';

export class Detail {
  #step; #view = null; #scan = null; #files = null;
  // What the reader chose stays chosen from scan to scan.
  #base = 'colour'; #opacity = 0.7; #level = 0; #mode = 'score';
  #heat = el('canvas', { class: 'image', id: 'heat', role: 'img' });
  #truth = el('canvas', { class: 'image', id: 'truth', role: 'img' });
  #readout = el('p', { class: 'readout' });
  #legends = [];

  constructor(step) {
    this.#step = step;
    this.node = el('article', { class: 'detail', 'aria-label': 'Chosen scan' });
    this.#heat.addEventListener('pointermove', event => this.#read(event));
    this.#heat.addEventListener('pointerleave', () => this.#describe());
  }

  /** Draws a scan; a later call wins over an earlier one that is still unpacking. */
  async show(scan) {
    this.#scan = scan;
    this.#files = null;
    if (!scan.shown) {
      this.node.replaceChildren(this.#head(),
        el('p', { class: 'empty' }, 'No images or cloud of this scan were kept (see option most of sink.evidence).'));
      return;
    }
    const files = await scanFiles(scan.shown);
    if (this.#scan !== scan) return;
    this.#files = files;
    this.node.replaceChildren(this.#head(), this.#controls(), this.#figures(), ...this.#cloudPart(), this.#remarks());
    this.#paint();
    await this.#showCloud(scan, files);
  }

  #head() {
    const scan = this.#scan, wrong = mistake(scan);
    const fact = (name, value) => el('div', {}, el('dt', {}, name), el('dd', {}, value));
    const button = (text, step) => el('button', { type: 'button', onclick: () => this.#step(step) }, text);
    return el('header', {}, el('div', { class: 'title' }, el('h3', {}, breakable(scan.path)),
      el('div', { class: 'steps' }, button('Previous', -1), button('Next', 1))),
      el('dl', { class: 'line' }, fact('Verdict', el('span', { class: `pill ${scan.verdict}` }, scan.verdict)),
        fact('Score', score(scan.score)),
        fact('Threshold', scan.threshold === null ? 'none' : score(scan.threshold)), fact('Truth', truthOf(scan)),
        wrong && fact('Decision', el('span', { class: 'pill alert' }, wrong))));
  }

  #controls() {
    const { score_low: low, score_high: high } = this.#scan.shown, files = this.#files;
    if (!files.score && !this.#scan.shown.has_cloud) return '';
    return el('div', { class: 'bar' },
      files.score && files.colour && files.depth &&
        switcher('Under the map', 'base', [['colour', 'Colour'], ['depth', 'Depth']], this.#base, value => {
        this.#base = value;
        this.#paint();
      }),
      files.score && slider('Opacity', { min: 0, max: 1, step: 0.05, value: this.#opacity,
        text: value => `${Math.round(100 * value)} %` }, value => {
        this.#opacity = value;
        this.#paint();
      }),
      slider('Show scores from', { min: 0, max: 255, step: 1, value: this.#level,
        text: value => score(low + value / 255 * (high - low)) }, value => {
        this.#level = value;
        this.#paint();
        this.#view?.colour(this.#mode, this.#level);
      }));
  }

  #figures() {
    const { score: map, truth, colour, depth } = this.#files, base = colour ?? depth;
    if (!map && !base) {
      return el('p', { class: 'empty' },
        'This scan is not organized in rows and columns: it has no images, only the cloud below.');
    }
    return el('div', { class: 'figures' },
      el('figure', {}, el('figcaption', {}, map ? 'Score map' : 'Image (no score map was kept)'), this.#heat,
        map && this.#legend(), this.#readout),
      truth ? el('figure', {}, el('figcaption', {}, 'Ground truth'), this.#truth,
        el('p', { class: 'note' }, el('span', { class: 'key truth' }, 'anomalous pixels')))
        : el('figure', {}, el('figcaption', {}, 'Ground truth'), this.#truth, el('p', { class: 'note' },
          this.#scan.is_anomalous === false ? 'The scan is good: nothing is marked.'
            : 'There is no ground truth for this scan.')));
  }

  #cloudPart() {
    if (!this.#scan.shown.has_cloud) return [el('p', { class: 'empty' }, 'No cloud of this scan was kept.')];
    try {
      this.#view ??= new CloudView();
    } catch (cause) {
      return [el('p', { class: 'empty' }, `This browser cannot draw in 3D: ${cause.message}`)];
    }
    return [el('figure', { class: 'space' },
      el('figcaption', {}, 'Cloud'),
      el('div', { class: 'bar' },
        switcher('Coloured by', 'mode', [['score', 'Score'], ['colour', 'Colour'], ['truth', 'Truth']], this.#mode,
          value => {
          this.#mode = value;
          this.#view.colour(value, this.#level);
        }),
        el('button', { type: 'button', onclick: () => this.#view.reset() }, 'Reset view')),
      this.#view.canvas, this.#files.score ? '' : this.#legend(),
      el('p', { class: 'note', id: 'extent' }, '\u00a0'),
      el('p', { class: 'hint' }, 'Drag or arrow keys rotate, Shift pans, wheel or + and - zoom, Home resets.'))];
  }

  async #showCloud(scan, files) {
    if (!scan.shown.has_cloud || !this.#view) return;
    const line = this.node.querySelector('#extent');
    try {
      const cloud = await files.cloud();
      if (this.#scan !== scan) return;
      this.#view.show(cloud, scan.shown.width > 0, this.#mode, this.#level);
      const extent = cloud.high.map((value, axis) => score(value - cloud.low[axis])).join(' \u00d7 ');
      line.textContent = `${count(cloud.count)} points of the scan; extent ${extent} ${scan.shown.unit}`;
    } catch (cause) {
      line.textContent = `The cloud cannot be shown: ${cause.message}`;
    }
  }

  #legend() {
    const canvas = el('canvas', { class: 'ramp', role: 'img',
      'aria-label': 'Colours from the lowest to the highest score' });
    paintLegend(canvas);
    const { score_low: low, score_high: high } = this.#scan.shown;
    return el('div', { class: 'scale' }, canvas, el('div', { class: 'numbers' },
      [0, 0.25, 0.5, 0.75, 1].map(part => el('span', {}, score(low + part * (high - low))))));
  }

  #remarks() {
    const { remarks } = this.#scan.shown;
    return remarks.length === 0 ? '' : el('div', { class: 'box' }, el('h4', {}, 'Remarks'),
      el('ul', {}, remarks.map(text => el('li', {}, text))));
  }

  #paint() {
    const { score: map, truth, colour, depth } = this.#files;
    const base = (this.#base === 'colour' ? colour : depth) ?? colour ?? depth;
    if (!map && !base) return;
    paintHeat(this.#heat, { base, score: map, depth }, this.#opacity, this.#level);
    paintTruth(this.#truth, base, truth);
    this.#heat.setAttribute('aria-label', map ? `Score map of ${this.#scan.path}` : `Image of ${this.#scan.path}`);
    this.#truth.setAttribute('aria-label', `Ground truth of ${this.#scan.path}`);
    this.#describe();
  }

  #at(index) {
    const { score_low: low, score_high: high } = this.#scan.shown, map = this.#files.score;
    const value = low + map.data[4 * index] / 255 * (high - low);
    return `${score(value)} at column ${index % map.width}, row ${Math.floor(index / map.width)}`;
  }

  #describe() {
    const map = this.#files?.score;
    if (!map) return;
    let peak = 0;
    for (let i = 0; i < map.width * map.height; i++) if (map.data[4 * i] > map.data[4 * peak]) peak = i;
    this.#readout.textContent = `Peak ${this.#at(peak)}`;
  }

  #read(event) {
    const map = this.#files?.score;
    if (!map) return;
    const box = this.#heat.getBoundingClientRect();
    const column = Math.min(map.width - 1, Math.floor((event.clientX - box.left) / box.width * map.width));
    const row = Math.min(map.height - 1, Math.floor((event.clientY - box.top) / box.height * map.height));
    if (column >= 0 && row >= 0) this.#readout.textContent = `Score ${this.#at(row * map.width + column)}`;
  }
}
