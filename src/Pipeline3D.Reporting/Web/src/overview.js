// The head of the page: what ran and how it ended, where its items went, and the scans to look at first.
import { categories, mistake, run, scanFiles, severity, truthOf } from './data.js';
import { breakable, el, section, table } from './dom.js';
import { count, instant, many, score, seconds } from './format.js';
import { paintFront, paintHeat } from './paint.js';

const CARDS = 6;

export function header() {
  const { manifest } = run;
  return el('header', { class: 'head' },
    el('p', { class: 'brand' }, 'Pipeline3D run report'),
    el('h1', {}, manifest?.pipeline ?? run.folder,
      manifest && el('span', { class: `pill ${manifest.status === 'completed' ? 'calm' : 'alert'}` }, manifest.status)),
    manifest?.summary && el('p', { class: 'lead' }, manifest.summary),
    manifest && el('p', { class: 'facts' }, [
      ['Started', instant(manifest.started)], ['Took', seconds(manifest.elapsed_seconds)], ['Folder', run.folder],
      ['Seed', String(manifest.seed)],
    ].map(([name, value]) => el('span', {}, el('b', {}, name), ` ${value}`))));
}

/** `open` shows a scan, `showWrong` lists the wrong decisions. */
export function overview(open, showWrong) {
  return section('overview', 'Overview', problems(), counts(showWrong), cards(open));
}

function problems() {
  const failures = run.manifest?.failures ?? [], remarks = [...run.notices, ...run.manifest?.remarks ?? []];
  return [
    failures.length > 0 && el('div', { class: 'box alert', role: 'alert' }, el('h3', {}, 'What failed'),
      el('ul', {}, failures.map(text => el('li', {}, text)))),
    remarks.length > 0 && el('div', { class: 'box' }, el('h3', {}, 'Remarks'),
      el('ul', {}, remarks.map(text => el('li', {}, text)))),
  ];
}

function counts(showWrong) {
  const of = run.manifest?.counts, wrong = run.scans.filter(mistake);
  const tile = (number, label, note, className) => el('div', { class: `tile ${className ?? ''}` },
    el('dt', {}, label), el('dd', {}, number), note && el('dd', { class: 'note' }, note));
  const judged = run.scans.filter(scan => scan.verdict !== 'undecided' && scan.is_anomalous !== null).length;
  return [
    el('dl', { class: 'tiles' },
      of && tile(count(of.read), 'Items read',
        of.resumed > 0 ? `and ${count(of.resumed)} done by an earlier run` : `of ${count(of.listed)} listed`),
      tile(count(run.scans.length), 'Scans scored',
        categories.length === 1 ? 'of one category' : `in ${categories.length} categories`),
      tile(count(run.scans.filter(scan => scan.verdict === 'reject').length), 'Rejected',
        `${count(run.scans.filter(scan => scan.verdict === 'accept').length)} accepted`),
      tile(judged ? count(wrong.length) : '-', 'Wrong decisions', judged
        ? wrongNote(wrong, showWrong)
        : 'no scan has both verdict and label', wrong.length > 0 ? 'warn' : ''),
      tile(count(run.dead_letters.total), 'Dead letters',
        run.dead_letters.total ? el('a', { href: '#dead-letters' }, 'Read why') : 'every item could be used',
        run.dead_letters.total > 0 ? 'warn' : '')),
    of && conservation(of),
    falseRejects(),
  ];
}

const share = value => `${(100 * value).toFixed(1)} %`;

/** What thresholds promised for normal scans, beside what happened. */
function falseRejects() {
  if (run.false_rejects.length === 0) return null;
  return [
    el('h3', {}, 'Normal scans rejected'),
    el('p', { class: 'hint' }, 'The share that the threshold was set for, and the share that was seen, with its ',
      '95 % interval (Wilson). Where the two disagree, the scans that the threshold was set on are too few or unlike these.'),
    table('Normal scans rejected per category', ['category', { value: 'set for', number: true },
      { value: 'seen', number: true }, { value: '95 % interval', number: true }, { value: 'scans', number: true }, ''],
    run.false_rejects.map(one => [one.category, { value: share(one.promised), number: true },
      { value: share(one.seen), number: true }, { value: `${share(one.low)} to ${share(one.high)}`, number: true },
      { value: `${count(one.rejected)} of ${count(one.normal)}`, number: true },
      one.disagrees ? el('span', { class: 'pill alert' }, 'not as set') : ''])),
  ];
}

function wrongNote(wrong, showWrong) {
  const missed = wrong.filter(scan => mistake(scan) === 'missed').length;
  return [`${count(missed)} missed, ${many(wrong.length - missed, 'false alarm')} `,
    wrong.length > 0 && el('button', { type: 'button', onclick: showWrong }, 'List them')];
}

function conservation(of) {
  const kept = of.read === of.completed + of.dead + of.filtered && of.listed === of.read + of.resumed;
  return el('p', { class: kept ? 'balance' : 'balance alert' },
    `${count(of.read)} read = ${count(of.completed)} completed + ${count(of.dead)} dead letters `,
    `+ ${count(of.filtered)} filtered. `, kept ? 'Nothing was lost.'
      : `The counts do not add up (${count(of.listed)} listed, ${count(of.resumed)} resumed): do not trust this run.`);
}

function cards(open) {
  const worst = run.scans.filter(scan => scan.shown).sort((a, b) => severity(b) - severity(a)).slice(0, CARDS);
  if (worst.length === 0) return null;
  const measured = worst.every(scan => scan.threshold > 0);
  return [
    el('h3', {}, 'Look here first'),
    el('p', { class: 'hint' }, measured ? 'The scans farthest above their threshold.'
      : 'The scans with the highest scores.'),
    el('ol', { class: 'cards' }, worst.map(scan => el('li', {}, card(scan, measured, open)))),
  ];
}

function card(scan, measured, open) {
  const canvas = el('canvas', { width: scan.shown.width || 160, height: scan.shown.height || 160,
    'aria-hidden': 'true' });
  scanFiles(scan.shown).then(async files => {
    if (files.score) paintHeat(canvas, { ...files, base: files.depth ?? files.colour }, 0.85, 0);
    else if (await files.cloud()) paintFront(canvas, await files.cloud(), 160);
  });
  return el('button', { type: 'button', class: 'card', onclick: () => open(scan) }, canvas,
    el('span', { class: 'name' }, breakable(scan.path)),
    el('span', { class: 'value' }, measured ? `${severity(scan).toFixed(1)} \u00d7 threshold`
      : `score ${score(scan.score)}`),
    el('span', { class: 'note' }, mistake(scan) ? `${mistake(scan)}, ` : '', truthOf(scan)));
}
