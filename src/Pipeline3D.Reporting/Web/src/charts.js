// ROC and PRO curves and the histogram of scan scores, for all categories or one.
import { categories, run } from './data.js';
import { choice, el, section, svg } from './dom.js';
import { score } from './format.js';
import { metricText } from './metrics.js';
import { path, plot, wideWidth } from './plot.js';

// The limit of the false positive rate that MVTec's benchmarks integrate PRO to.
const PRO_LIMIT = 0.3, BINS = 40;

const KINDS = [
  { key: 'image_roc', title: 'ROC of scans', area: 'AUROC', rate: 'true positive rate',
    metric: row => row.image_auroc },
  { key: 'pixel_roc', title: 'ROC of pixels', area: 'AUROC', rate: 'true positive rate',
    metric: row => row.pixel_auroc },
  { key: 'pro', title: 'PRO', area: `AU-PRO@${PRO_LIMIT}`, rate: 'per-region overlap',
    metric: row => row.au_pro?.[String(PRO_LIMIT)], limit: PRO_LIMIT },
];

export function charts() {
  const names = [...new Set([...(run.curves ?? []).map(curve => curve.category), ...categories])];
  if (names.length === 0) {
    return section('charts', 'Curves and scores',
      el('p', { class: 'empty' }, 'No scan was scored, so there is nothing to draw.'));
  }
  const place = el('div', { class: 'plots' });
  const draw = chosen => place.replaceChildren(...curves(chosen, names), histogram(chosen), legend(chosen, names));
  const category = choice('Category', [['', 'All categories'], ...names.map(name => [name, name])], draw);
  draw('');
  let width = wideWidth();
  addEventListener('resize', () => {
    if (width === wideWidth()) return;
    width = wideWidth();
    draw(category.select.value);
  });
  return section('charts', 'Curves and scores', el('div', { class: 'bar' }, category.node),
    !run.curves && el('p', { class: 'empty' },
      'This run kept no curves: it has no evaluation.metrics block, or it did not reach its end.'), place);
}

const tone = (name, names) => `tone-${names.indexOf(name) % 8}`;

function curves(chosen, names) {
  const shown = (run.curves ?? []).filter(curve => chosen === '' || curve.category === chosen);
  return shown.length === 0 ? [] : KINDS.map(kind => {
    const area = chosen && metricText(chosen, kind.metric);
    const empty = shown.every(curve => curve[kind.key].length === 0);
    const areaOf = curve => `${curve.category} ${metricText(curve.category, kind.metric) ?? 'undefined'}`;
    return plot({
      title: [kind.title, el('span', { class: 'note' },
        empty ? ' undefined here' : area ? ` ${kind.area} ${area}` : '')],
      label: `${kind.title}: ${shown.map(areaOf).join(', ')}`,
      x: [0, 1], y: [0, 1], xTitle: 'false positive rate', yTitle: kind.rate,
    }, (x, y) => [
      kind.limit && chosen && !empty && svg('path',
        { class: 'area', d: `${path([...upTo(shown[0][kind.key], kind.limit), [kind.limit, 0], [0, 0]], x, y)}Z` }),
      !kind.limit && svg('line', { class: 'chance', x1: x(0), y1: y(0), x2: x(1), y2: y(1) }),
      kind.limit && [svg('line', { class: 'limit', x1: x(kind.limit), x2: x(kind.limit), y1: y(0), y2: y(1) }),
        svg('text', { class: 'mark', x: x(kind.limit) + 5, y: y(0) - 8 }, `limit ${kind.limit}`)],
      shown.filter(curve => curve[kind.key].length > 0).map(curve => svg('path', {
        class: `curve ${tone(curve.category, names)}`, d: path(curve[kind.key], x, y) })),
    ]);
  });
}

/** The part of a curve left of `limit`, with the point on it. */
function upTo(curve, limit) {
  const cut = curve.findIndex(([rate]) => rate > limit);
  if (cut <= 0) return curve;
  const [[x0, y0], [x1, y1]] = [curve[cut - 1], curve[cut]];
  return [...curve.slice(0, cut), [limit, y0 + (y1 - y0) * (limit - x0) / (x1 - x0)]];
}

function legend(chosen, names) {
  return chosen === '' && run.curves && el('ul', { class: 'legend' }, names.map(name => el('li', {},
    svg('svg', { width: 22, height: 10, 'aria-hidden': 'true' },
      svg('line', { class: `curve ${tone(name, names)}`, x1: 0, x2: 22, y1: 5, y2: 5 })), name))) || '';
}

function histogram(chosen) {
  const scans = run.scans.filter(scan => chosen === '' || scan.category === chosen);
  if (scans.length === 0) return '';
  // Categories are scored on scales of their own; the threshold is what they share.
  const relative = chosen === '' && categories.length > 1 && scans.every(scan => scan.threshold > 0);
  const value = scan => relative ? scan.score / scan.threshold : scan.score;
  const threshold = relative ? 1 : new Set(scans.map(scan => scan.threshold)).size === 1 ? scans[0].threshold : null;
  const values = scans.map(value), marks = threshold === null ? values : [...values, threshold];
  const low = Math.min(0, ...marks), most = Math.max(...marks);
  const high = most > low ? low + (most - low) * 1.02 : low + 1;
  const bins = Array.from({ length: BINS }, () => ({ good: 0, anomalous: 0, unknown: 0 }));
  for (const scan of scans) {
    const bin = bins[Math.min(BINS - 1, Math.floor((value(scan) - low) / (high - low) * BINS))];
    bin[scan.is_anomalous === null ? 'unknown' : scan.is_anomalous ? 'anomalous' : 'good']++;
  }
  const top = Math.max(...bins.map(bin => bin.good + bin.anomalous + bin.unknown));
  const kinds = ['good', 'anomalous', 'unknown'].filter(kind => bins.some(bin => bin[kind] > 0));
  const total = kind => bins.reduce((sum, bin) => sum + bin[kind], 0);
  return plot({
    title: ['Scores of scans', kinds.map(kind => el('span', { class: `key ${kind}` }, `${kind} ${total(kind)}`))],
    wide: true,
    label: `Histogram of ${scans.length} scan scores: ${kinds.map(kind => `${total(kind)} ${kind}`).join(', ')}`,
    x: [low, high], y: [0, top * 1.08], yTitle: 'scans',
    xTitle: relative ? 'score as a multiple of the category\u2019s threshold' : 'score',
  }, (x, y) => [
    bins.map((bin, i) => {
      let from = 0;
      return kinds.filter(kind => bin[kind] > 0).map(kind => {
        const left = x(low + i * (high - low) / BINS) + 0.75, bottom = y(from), roof = y(from += bin[kind]);
        return svg('rect', { class: kind, x: left,
          width: Math.max(1, x(low + (i + 1) * (high - low) / BINS) - left - 0.75), y: roof, height: bottom - roof });
      });
    }),
    threshold !== null && [svg('line', { class: 'limit', x1: x(threshold), x2: x(threshold), y1: y(0),
      y2: y(top * 1.08) }),
      svg('text', { class: 'mark', x: x(threshold) + 5, y: y(top * 1.08) + 12 },
        relative ? 'threshold' : `threshold ${score(threshold)}`)],
  ]);
}
