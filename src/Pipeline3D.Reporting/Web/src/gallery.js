// Scans that were shown for their looks: each from several sides, what is anomalous in red, with what was said of it.
import { run } from './data.js';
import { breakable, el, section } from './dom.js';

const BASE64 = /^[A-Za-z0-9+/]+=*$/;

/** The section; null when the run kept no such scan. */
export function gallery() {
  const shown = (run.gallery ?? []).filter(one => Array.isArray(one?.pictures) && one.pictures.length > 0);
  if (shown.length === 0) return null;
  return section('gallery', 'Gallery',
    el('p', { class: 'hint' }, 'Scans from several sides; places that the ground truth calls anomalous are red.'),
    el('ol', { class: 'gallery' }, shown.map(one => el('li', {},
      el('h3', {}, breakable(String(one.item))),
      el('div', { class: 'sides' }, one.pictures.filter(png => BASE64.test(png)).map((png, side) => el('img', {
        src: `data:image/png;base64,${png}`, loading: 'lazy', alt: `${one.item} from side ${side + 1}`,
      }))),
      (one.remarks ?? []).map(text => el('p', { class: 'note' }, String(text)))))));
}
