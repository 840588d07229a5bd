// The live page: asks its own server every second and shows what has changed.
import { el, section } from './dom.js';
import { bytes, count, seconds } from './format.js';
import { drift, letters, timings } from './livestate.js';
import { Verdicts } from './liveverdicts.js';

const PAUSE = 1000;

const status = el('span', { class: 'pill', id: 'status' }, 'connecting');
const title = el('h1', {}, el('span', { id: 'name' }, 'Live'), status);
const alerts = el('div', { id: 'alerts', role: 'alert' });
const tiles = el('dl', { class: 'tiles', id: 'figures' });
const verdicts = new Verdicts();
const drifts = el('div', { class: 'drift', id: 'drift-list' });
const dead = el('div', { id: 'dead-list' });
const times = el('div', { id: 'times' });

document.getElementById('page').replaceWith(
  el('header', { class: 'head' }, el('p', { class: 'brand' }, 'Pipeline3D live'), title),
  el('main', {}, alerts,
    section('now', 'Now', tiles),
    verdicts.node,
    section('drift', 'Drift of the scores', el('p', { class: 'hint' },
      'The newest accepted scans (200 at most) against the normal scans that the threshold was set on.'), drifts),
    section('dead', 'Unusable', dead),
    section('blocks', 'Blocks', times)));

function tile(name, value, note, isWarning = false) {
  return el('div', { class: isWarning ? 'tile warn' : 'tile' }, el('dt', {}, name), el('dd', {}, value),
    el('dd', { class: 'note' }, note));
}

function show(state) {
  const figures = state.figures;
  document.title = `${state.name} live`;
  document.getElementById('name').textContent = state.name;
  status.textContent = figures.status;
  status.className = figures.status === 'ok' ? 'pill calm' : 'pill alert';
  const waiting = figures.accepted - figures.answered;
  tiles.replaceChildren(
    tile('Throughput', `${state.rate.toFixed(2)} /s`, 'scans ended, last minute'),
    tile('Answered', count(figures.answered), `of ${count(figures.accepted)} accepted`),
    tile('Waiting', count(waiting), `of ${count(figures.places)} places`, waiting >= figures.places),
    tile('Queue', bytes(figures.bytes_in_flight), `of ${bytes(figures.budget_bytes)}`),
    tile('Blocked', seconds(figures.blocked_seconds), 'admission waited for bytes'),
    tile('Late', count(figures.late), 'verdicts after their deadline', figures.late > 0),
    tile('Fewer points', count(figures.fallback), 'verdicts of thinned scans'),
    tile('Unusable', count(figures.dead), 'dead letters', figures.dead > 0));
  alerts.replaceChildren(...state.drift.filter(one => one.alert).map(one =>
    el('div', { class: 'box alert' }, `${one.category || 'all scans'}: ${one.alert}`)));
  verdicts.show(state.verdicts);
  drifts.replaceChildren(...drift(state.drift));
  dead.replaceChildren(letters(state.letters));
  times.replaceChildren(timings(figures.blocks));
}

async function ask() {
  try {
    const answer = await fetch('live/state', { cache: 'no-store' });
    if (!answer.ok) throw new Error(`${answer.status}`);
    show(await answer.json());
    document.body.classList.remove('stale');
  } catch {
    status.textContent = 'no answer';
    status.className = 'pill alert';
    document.body.classList.add('stale');
  }
  setTimeout(ask, PAUSE);
}

ask();
