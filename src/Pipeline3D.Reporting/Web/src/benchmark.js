// What a run says of several methods: their table over datasets, categories and seeds, and published values beside ours.
import { run } from './data.js';
import { el, section, table } from './dom.js';
import { percent } from './format.js';
import { titleOf } from './metrics.js';

const SHOWN = ['image_auroc', 'image_ap', 'pixel_auroc', 'au_pro@0.3', 'au_pro@0.01'];

/** The section; null when the run compares no methods by seeds. */
export function benchmark() {
  const { rows, cells } = run.benchmark ?? { rows: [] };
  if (rows.length === 0) return null;
  const keyOf = (one, metric) => JSON.stringify([one.dataset ?? null, one.method, one.category, metric]);
  const first = list => new Map(list.toReversed().map(one => [keyOf(one, one.metric), one]));
  const means = first(cells), runs = first(rows), lines = [...new Map(rows.map(row => [keyOf(row), row])).values()];
  const datasets = lines.some(line => line.dataset != null);
  const value = (line, metric) => {
    const cell = means.get(keyOf(line, metric)), one = runs.get(keyOf(line, metric));
    return { number: true, value: !cell ? '-' : [
      el('span', { class: 'metric', title: String(cell.mean) }, percent(cell.mean)),
      el('span', { class: 'interval' }, cell.deviation !== null ? `\u00b1 ${percent(cell.deviation)}`
        : one.low !== null && one.high !== null ? `${percent(one.low)} to ${percent(one.high)}` : ''),
    ] };
  };
  const seeds = line => String(Math.max(...cells.filter(cell => keyOf(cell) === keyOf(line)).map(cell => cell.seeds), 0));
  return section('benchmark', 'Benchmark',
    el('p', { class: 'hint' }, 'In percent. Below each value the standard deviation over seeds; where there is one seed, ',
      'the interval of its run. Each run by itself: benchmark.csv.'),
    table('Metrics per method and category', [...datasets ? ['dataset'] : [], 'method', 'category', 'seeds',
      ...SHOWN.map(metric => ({ value: titleOf(metric), number: true }))],
    lines.map(line => [...datasets ? [line.dataset ?? '-'] : [], line.method,
      line.category === 'mean' ? el('strong', {}, 'mean') : line.category,
      line.seed === null ? '-' : seeds(line),
      ...SHOWN.map(metric => value(line, metric))])));
}

/** The section; null when the run reproduces nothing. */
export function reproduction() {
  if (!run.reproduction) return null;
  return section('reproduction', 'Published and found here',
    el('p', { class: 'hint' }, `On ${run.reproduction.dataset}, 0 to 1. All digits: reproduction.json.`),
    run.reproduction.methods.map(({ method, changes, rows }) => [
      el('h3', {}, method),
      changes.length > 0 && el('p', { class: 'hint' }, `Not the protocol: ${changes.join(', ')}.`),
      rows.length === 0 && el('p', { class: 'empty' }, 'No published row is known here.'),
      rows.map(comparison),
    ]));
}

const digits = value => value === null ? '-' : value.toFixed(3);

function meanOf(fits, seeds) {
  const of = [...fits > 1 ? [`${fits} fits`] : [], ...seeds > 1 ? [`${seeds} seeds`] : []];
  return of.length > 0 ? `, mean of ${of.join(' and ')}` : '';
}

function comparison({ source, metric, seeds, note, values, fits = [] }) {
  const number = (value, text) => ({ number: true, value: el('span', { title: value === null ? null : String(value) },
    text) });
  return [
    table(`${source}, ${titleOf(metric)}`, [titleOf(metric), ...values.map(({ category }) =>
      ({ value: category, number: true }))], [
      [source, ...values.map(({ published }) => number(published, digits(published)))],
      ...fits.map(fit => [`learnt on ${fit.learnt_on}`, ...fit.values.map(value => number(value, digits(value)))]),
      [`here${meanOf(fits.length, seeds)}`, ...values.map(({ ours, deviation }) => number(ours,
        deviation === null ? digits(ours) : `${digits(ours)} \u00b1 ${digits(deviation)}`))],
      ['difference', ...values.map(({ difference }) => number(difference,
        difference === null ? '-' : `${difference > 0 ? '+' : ''}${digits(difference)}`))],
    ]),
    note && el('p', { class: 'hint' }, note),
  ];
}
