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
      ...SHOWN.map(metric => value(line, metric))])),
    (run.benchmark.trials ?? []).map(trials),
    (run.benchmark.comparisons ?? []).map(({ sentence }) => el('p', {}, `${sentence}.`)));
}

// One category learnt, the others scored: a line for each fit.
function trials({ dataset, method, metric, categories, lines, mean }) {
  const number = value => ({ number: true, value: el('span', { title: value === null ? null : String(value) },
    value === null ? '-' : percent(value)) });
  const column = i => {
    const known = lines.map(line => line.values[i]).filter(value => value !== null);
    return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
  };
  const title = `${titleOf(metric)} of ${method}${dataset ? ` on ${dataset}` : ''}: learnt on one category, scored on the others`;
  return [el('h3', {}, title), table(title,
    ['learnt on', ...[...categories, 'mean'].map(value => ({ value, number: true }))], [
      ...lines.map(line => [line.learnt_on, ...line.values.map(number), number(line.mean)]),
      [el('strong', {}, 'mean'), ...categories.map((_, i) => number(column(i))), number(mean)],
    ])];
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
      rows.filter(row => !row.learnt_on).map(comparison),
      [...Map.groupBy(rows.filter(row => row.learnt_on), row => `${row.source}, ${titleOf(row.metric)}`)].map(trialComparison),
    ]));
}

// The lines of a published table of trials, ours below each.
function trialComparison([title, rows]) {
  const categories = [...new Set(rows.flatMap(row => row.values.map(value => value.category)))]
    .sort((one, other) => (one === 'mean') - (other === 'mean') || (one < other ? -1 : 1));
  const line = (row, name) => categories.map(category => {
    const value = row.values.find(found => found.category === category)?.[name] ?? null;
    return { number: true, value: el('span', { title: value === null ? null : String(value) }, digits(value)) };
  });
  return [
    el('h4', {}, title),
    table(title, ['learnt on', ...categories.map(value => ({ value, number: true }))], rows.flatMap(row => [
      [`${row.learnt_on}, published`, ...line(row, 'published')], ['here', ...line(row, 'ours')]])),
    [...new Set(rows.map(row => row.note).filter(Boolean))].map(note => el('p', { class: 'hint' }, note)),
  ];
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
