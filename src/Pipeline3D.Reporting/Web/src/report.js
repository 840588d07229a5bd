// Puts the page together. Everything it shows lies in the file; nothing is ever loaded.
import { benchmark, reproduction } from './benchmark.js';
import { charts } from './charts.js';
import { el } from './dom.js';
import { gallery } from './gallery.js';
import { metrics } from './metrics.js';
import { deadLetters, manifest, timings } from './operations.js';
import { header, overview } from './overview.js';
import { Scans } from './scans.js';
import { training } from './training.js';

const scans = new Scans();
const parts = [overview(scan => scans.open(scan), () => scans.showWrong()), metrics(), benchmark(),
  reproduction(), charts(), training(), gallery(), scans.node, deadLetters(), timings(), manifest()]
  .filter(part => part !== null);
document.getElementById('page').replaceWith(header(),
  el('nav', { 'aria-label': 'Sections' }, parts.map(part =>
    el('a', { href: `#${part.id}` }, part.querySelector('h2').textContent))),
  el('main', {}, parts));

// Paper cannot be unfolded: what is closed opens for printing and closes again.
let opened = [];
addEventListener('beforeprint', () => {
  opened = [...document.querySelectorAll('details:not([open])')];
  for (const details of opened) details.open = true;
});
addEventListener('afterprint', () => {
  for (const details of opened) details.open = false;
});
