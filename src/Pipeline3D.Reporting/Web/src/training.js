// Loss curves of what the run trained: one small chart per training, both losses over the epochs on a scale of tens.
import { run } from './data.js';
import { el, section, svg } from './dom.js';
import { score } from './format.js';
import { path, plot } from './plot.js';

/** The section; null when the run trained nothing. */
export function training() {
  const shown = (run.trainings ?? []).filter(one => one.train?.length > 0);
  if (shown.length === 0) return null;
  return section('training', 'Training',
    el('p', { class: 'hint' }, 'Losses over the epochs: solid on the training scans before each step, dashed on the ',
      'validation scans after the epoch. The weights of the lowest validation loss were kept.'),
    el('div', { class: 'plots' }, shown.map(chart)));
}

function chart({ name, best_epoch: best, train, validation }) {
  const logs = values => values.map((value, i) => [i + 1, Math.log10(Math.max(value, 1e-9))]);
  const all = [...logs(train), ...logs(validation)].map(([, value]) => value);
  const low = Math.min(...all), high = Math.max(...all, low + 0.1);
  return plot({
    title: [name, el('span', { class: 'note' }, ` best ${score(validation[best - 1])} in epoch ${best}`)],
    label: `${name}: validation loss ${score(validation[0])} in epoch 1, ${score(validation[best - 1])} in epoch ${best}`,
    x: [1, Math.max(train.length, 2)], y: [low, high], xTitle: 'epoch', yTitle: 'log10 of the loss',
  }, (x, y) => [
    svg('line', { class: 'limit', x1: x(best), x2: x(best), y1: y(low), y2: y(high) }),
    svg('path', { class: 'curve tone-0', d: path(logs(train), x, y) }),
    svg('path', { class: 'curve tone-1', 'stroke-dasharray': '5 4', d: path(logs(validation), x, y) }),
  ]);
}
