// How the run went: dead letters, time per block, and the manifest.
import { run } from './data.js';
import { breakable, el, section, table } from './dom.js';
import { bytes, count, many, seconds, words } from './format.js';

export function deadLetters() {
  const { total, reasons, letters } = run.dead_letters;
  if (total === 0) {
    return section('dead-letters', 'Dead letters',
      el('p', { class: 'empty' }, 'None: every item that was read could be used.'));
  }
  return section('dead-letters', 'Dead letters',
    el('p', { class: 'hint' }, `${many(total, 'item')} could not be used; all other items were finished.`,
      letters.length < total && ` The first ${count(letters.length)} are listed; dead-letters.jsonl has all.`),
    el('ul', { class: 'reasons-count' }, reasons.map(({ reason, count: number }) =>
      el('li', {}, el('b', {}, count(number)), ` ${words(reason)}`))),
    table('Items that could not be used', ['item', 'reason', 'block', 'message', 'input'], letters.map(letter => [
      breakable(letter.item.path), words(letter.reason), letter.block,
      [letter.message, letter.stack && el('details', {}, el('summary', {}, 'Stack trace'),
        el('pre', {}, letter.stack))],
      el('span', { class: 'input' }, breakable(letter.input))])));
}

export function timings() {
  const blocks = run.manifest?.blocks ?? [];
  if (blocks.length === 0) {
    return section('timings', 'Time per block', el('p', { class: 'empty' }, 'Without a manifest no times are known.'));
  }
  const most = Math.max(...blocks.flatMap(block => [block.busy_seconds, block.waited_seconds]), 1e-9);
  const bar = (value, kind) => {
    const inner = el('span', { class: kind });
    inner.style.width = `${100 * value / most}%`;
    return { number: true, class: 'number timed',
      value: [el('span', {}, seconds(value)), el('span', { class: 'track', 'aria-hidden': 'true' }, inner)] };
  };
  return section('timings', 'Time per block',
    el('p', { class: 'hint' },
      'Busy: time spent in the block. Waited: time that items stood before it. Both summed over items, ',
      'so they can exceed the run\u2019s length; bars share one scale.'),
    table('Time per block', ['block', 'kind', { value: 'items', number: true }, { value: 'dead', number: true },
      { value: 'busy', number: true },
      { value: 'waited', number: true }, { value: 'busy per item', number: true }, { value: 'longest', number: true }],
    blocks.map(block => [block.id, el('code', {}, block.use), { number: true, value: count(block.items) },
      { number: true, value: count(block.dead) },
      bar(block.busy_seconds, 'busy'), bar(block.waited_seconds, 'waited'),
      { number: true, value: block.items > 0 ? seconds(block.busy_seconds / block.items) : '-' },
        { number: true, value: seconds(block.longest_seconds) }])));
}

export function manifest() {
  const of = run.manifest;
  if (!of) {
    return section('manifest', 'Manifest',
      el('p', { class: 'empty' }, 'There is no manifest, so what ran is unknown.'));
  }
  const pairs = (title, values) => el('div', { class: 'box' }, el('h3', {}, title),
    Object.keys(values).length === 0 ? el('p', { class: 'note' }, 'none')
    : el('dl', { class: 'pairs' }, Object.entries(values).map(([name, value]) =>
      el('div', {}, el('dt', {}, name), el('dd', {}, value)))));
  return section('manifest', 'Manifest',
    el('div', { class: 'boxes' },
      pairs('Run', { pipeline: of.pipeline, file: of.file, status: of.status, started: of.started,
        seed: String(of.seed),
        overrides: of.overrides.join(' ') || 'none',
        'most bytes in flight': `${bytes(of.peak_bytes)} of ${bytes(of.budget_bytes)}` }),
      pairs('Machine', of.machine), pairs('Parameters', of.parameters), pairs('Facts', of.facts)),
    el('h3', {}, 'Options of the blocks'),
    el('div', { class: 'options' }, of.blocks.map(block =>
      el('details', {}, el('summary', {}, block.id, ' ', el('code', {}, block.use)),
      Object.keys(block.options).length === 0 ? el('p', { class: 'note' }, 'This block has no options.')
        : el('dl', { class: 'pairs' }, Object.entries(block.options).map(([name, value]) =>
          el('div', {}, el('dt', {}, name), el('dd', {}, value))))))));
}
