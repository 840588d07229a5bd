// Drift, dead letters and timings of the live page.
import { el, table } from './dom.js';
import { count, instant, score, seconds, words } from './format.js';

const empty = text => el('p', { class: 'empty' }, text);

// Distances are at most 1: a limit above that would only seem to watch.
const told = one => one.needs === null ? 'the threshold was set on too few scans for a comparison'
  : one.needs > 0 ? `needs ${count(one.needs)} more`
  : `distance ${one.distance.toFixed(3)}, alert above ${one.limit.toFixed(3)}`;

/** One box per category. */
export function drift(list) {
  if (list.length === 0) return [empty('No scan with a threshold was scored yet.')];
  return list.map(one => el('div', { class: one.alert ? 'box alert' : 'box' },
    el('h3', {}, one.category || 'all scans'),
    el('p', {}, `${count(one.scores)} scores: ${told(one)}`),
    el('p', {}, `median ${one.shift >= 0 ? '+' : ''}${one.shift.toFixed(2)} deviations, ` +
      `${(100 * one.rejected).toFixed(1)} % rejected`)));
}

export function letters(list) {
  if (list.length === 0) return empty('No scan was unusable.');
  return table('Newest dead letters', ['scan', 'time', 'block', 'reason', 'message'], list.map(letter =>
    [letter.item, instant(letter.at), letter.block, words(letter.reason), letter.message]));
}

export function timings(blocks) {
  const number = value => ({ value, number: true });
  return table('Time per block', ['block', ...['items', 'median', '95 %', '99 %', 'busy', 'waited before'].map(number)],
    blocks.map(one => [one.block, number(count(one.items)), number(seconds(one.p50)), number(seconds(one.p95)),
      number(seconds(one.p99)), number(seconds(one.busy_seconds)), number(seconds(one.waited_seconds))]));
}

/** What the sender called a scan, and below it what tells it from others: `CATEGORY/START-NUMBER_NAME`. */
export function named(item) {
  const slash = item.indexOf('/'), category = item.slice(0, Math.max(0, slash)), rest = item.slice(slash + 1);
  const [, number, name] = /^(\d{8}T\d{9}-\d{6,})(?:_(.*))?$/su.exec(rest) ?? [null, '', rest];
  return { name: name || number, origin: [category, name ? number : ''].filter(text => text).join(' \u00b7 ') };
}

export const verdictText = one => one.threshold === null ? score(one.score)
  : `${score(one.score)} (threshold ${score(one.threshold)})`;

/** What a deadline did to a verdict, one text each. */
export function haste(one) {
  const told = [];
  if (one.fallback && one.fallback.points < one.fallback.of_points) {
    told.push(`${count(one.fallback.points)} of ${count(one.fallback.of_points)} points`);
  }
  if (one.fallback && one.fallback.views > 0) told.push(`${count(one.fallback.views)} of ${count(one.fallback.of_views)} views`);
  if (one.late) told.push(`late by ${seconds(one.late_by_seconds)}`);
  return told;
}
