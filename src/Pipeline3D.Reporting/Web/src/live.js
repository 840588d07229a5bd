// The live page: asks its own server every second and shows what has changed.
import { el, section } from './dom.js';
import { bytes, count, percent, seconds } from './format.js';
import { drift, letters, timings } from './livestate.js';
import { Verdicts } from './liveverdicts.js';

const PAUSE = 1000;

const status = el('span', { class: 'pill', id: 'status' }, 'connecting');
const title = el('h1', {}, el('span', { id: 'name' }, 'Live'), status);
const alerts = el('div', { id: 'alerts', role: 'alert' });
const tiles = el('dl', { class: 'tiles', id: 'figures' });
const queue = el('dl', { class: 'tiles', id: 'queue' });
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
    section('blocks', 'Queue and blocks', queue, times)));

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
  const waiting = figures.accepted - figures.answered, parts = state.parts;
  const share = (some, all) => (all > 0 ? `${percent(some / all)} % of them` : 'none judged yet');
  tiles.replaceChildren(
    tile('Parts judged', count(parts.judged), `${state.rate.toFixed(2)} /s in the last minute`),
    tile('Rejected', count(parts.rejected), share(parts.rejected, parts.judged), parts.rejected > 0),
    tile('Last hour', count(parts.hour_judged), 'parts judged'),
    tile('Rejected, last hour', count(parts.hour_rejected), share(parts.hour_rejected, parts.hour_judged),
      parts.hour_rejected > 0),
    tile('Unusable', count(figures.dead), 'scans without a verdict', figures.dead > 0),
    tile('Undecided', count(parts.undecided), 'no threshold for them', parts.undecided > 0),
    tile('Waiting', count(waiting), `of ${count(figures.places)} places`, waiting >= figures.places),
    tile('Late', count(figures.late), 'verdicts after their deadline', figures.late > 0));
  queue.replaceChildren(
    tile('Answered', count(figures.answered), `of ${count(figures.accepted)} accepted`),
    tile('In work', bytes(figures.bytes_in_flight), `of ${bytes(figures.budget_bytes)}`),
    tile('Blocked', seconds(figures.blocked_seconds), 'admission waited for bytes'),
    tile('Fewer points or views', count(figures.fallback), 'verdicts of reduced scans'));
  alerts.replaceChildren(...Object.entries(figures.degraded).map(([part, text]) =>
    el('div', { class: 'box alert' }, `${part}: ${text}`)), ...state.drift.filter(one => one.alert).map(one =>
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
