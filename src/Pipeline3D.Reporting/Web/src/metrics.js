// The metrics table: each value with its interval beside what random scores reach on the same labels and masks.
import { run } from './data.js';
import { el, section, table } from './dom.js';
import { count, percent } from './format.js';

// Hyphens that do not break, so that a narrow head breaks between words only.
const TITLES = { image_auroc: 'I\u2011AUROC', image_ap: 'I\u2011AP', pixel_auroc: 'P\u2011AUROC',
  pixel_ap: 'P\u2011AP' };

/** A metric's name in the run's files as people write it. */
export function titleOf(metric) {
  const [name, limit] = metric.split('@');
  return limit ? `AU\u2011PRO @${limit}` : TITLES[name] ?? name;
}

function columns(row) {
  return [
    ...Object.entries(TITLES).map(([name, title]) => ({ title, of: metrics => metrics[name] })),
    ...Object.keys(row.au_pro).map(limit => ({ title: titleOf(`au_pro@${limit}`), of: metrics => metrics.au_pro[limit] })),
    { title: 'AU\u2011PRO score\u2011sampled', of: metrics => metrics.au_pro_score_sampled },
  ];
}

export function metrics() {
  // A run of several methods may have no main one.
  if (!run.metrics && run.benchmark) return null;
  if (!run.metrics) {
    return section('metrics', 'Metrics', el('p', { class: 'empty' },
      'This run computed no metrics: it has no evaluation.metrics block, or it did not reach its end.'));
  }
  const { categories: rows, mean, intervals } = run.metrics;
  const control = new Map([...run.control?.categories ?? [],
    ...run.control ? [run.control.mean] : []].map(row => [row.category, row]));
  const heads = columns(mean), reasons = [];
  const note = reason => {
    if (!reasons.includes(reason)) reasons.push(reason);
    return reasons.indexOf(reason) + 1;
  };
  const cell = (metric, random) => ({ number: true, value: metric?.value == null ? el('span', { class: 'undefined' },
    'undefined', metric?.why_undefined && el('sup', {},
      el('a', { href: '#undefined' }, String(note(metric.why_undefined))))) : [
    el('span', { class: 'metric', title: String(metric.value) }, percent(metric.value)),
    el('span', { class: 'interval' }, metric.low == null || metric.high == null ? ''
      : `${percent(metric.low)} to ${percent(metric.high)}`),
    random?.value != null && el('span', { class: 'random', title: String(random.value) },
      `random ${percent(random.value)}`),
  ] });
  const others = Object.entries(run.methods ?? {}).map(([name, other]) => ({ ...other.mean, category: `mean of ${name}` }));
  // A mean over fewer than all categories says over how many.
  const partly = head => {
    const told = rows.filter(row => head.of(row)?.value != null).length;
    return told > 0 && told < rows.length ? el('span', { class: 'interval' }, `over ${told} of ${rows.length} categories`) : null;
  };
  const withNote = (found, note) => note ? { ...found, value: [found.value, note].flat() } : found;
  const body = [...rows, mean, ...others].map(row => [
    row === mean ? el('strong', {}, 'mean') : row.category,
    { number: true, value: [el('span', {}, count(row.images)),
      el('span', { class: 'interval' }, `${count(row.anomalous_images)} anomalous`)] },
    ...heads.map(head => withNote(cell(head.of(row), control.has(row.category) ? head.of(control.get(row.category))
      : null), row === mean ? partly(head) : null)),
  ]);
  return section('metrics', 'Metrics',
    el('p', { class: 'hint' }, 'In percent. ',
      intervals ? `Below each value its ${percent(intervals.confidence).replace(/\.0$/, '')} % interval `
      + `(${intervals.method}, ${count(intervals.resamples)} resamples). ` : 'No intervals were asked for. ',
      run.control ? 'Random: what random scores reach on the same labels and masks.'
        : 'The run kept no random control.'),
    table('Metrics per category', ['category', { value: 'scans', number: true },
      ...heads.map(head => ({ value: head.title, number: true }))], body),
    reasons.length > 0 && el('ol', { id: 'undefined', class: 'reasons', 'aria-label': 'Why metrics are undefined' },
      reasons.map(reason => el('li', {}, reason))),
    (run.metrics.remarks ?? []).length > 0 && el('ul', {}, run.metrics.remarks.map(text => el('li', {}, text))));
}

/** A metric of a category as text, or null. */
export function metricText(category, of) {
  const row = run.metrics?.categories.find(candidate => candidate.category === category);
  const value = row && of(row)?.value;
  return value == null ? null : percent(value);
}
