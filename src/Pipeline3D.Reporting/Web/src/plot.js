// Axes of a small chart as inline SVG; everything in it is styled by the page's style sheet.
import { el, svg } from './dom.js';

const WIDTH = 370, HEIGHT = 300, WIDE = 1190, FLAT = 230, LEFT = 46, RIGHT = 12, TOP = 12, BOTTOM = 42;

/** Evenly spaced round numbers from `low` to `high`, about `wanted` of them. */
export function ticks(low, high, wanted) {
  const raw = (high - low) / wanted, power = 10 ** Math.floor(Math.log10(raw));
  const step = power * [1, 2, 5, 10].find(factor => factor * power >= raw * 0.999);
  const first = Math.ceil(low / step - 1e-9), last = Math.floor(high / step + 1e-9);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return Array.from({ length: Math.max(0, last - first + 1) },
    (_, i) => ({ value: (first + i) * step, text: ((first + i) * step).toFixed(digits) }));
}

/** Units of a wide chart's width: pixels of the window, so that its text keeps its size. */
export const wideWidth = () => Math.max(WIDTH, Math.min(WIDE, document.documentElement.clientWidth - 70));

/** A chart over [x0, x1] x [y0, y1]; `draw` gets functions that place values and returns what lies inside. */
export function plot({ title, label, x: [x0, x1], y: [y0, y1], xTitle, yTitle, wide = false }, draw) {
  const width = wide ? wideWidth() : WIDTH, height = wide ? FLAT : HEIGHT;
  const x = value => LEFT + (value - x0) / (x1 - x0) * (width - LEFT - RIGHT);
  const y = value => height - BOTTOM - (value - y0) / (y1 - y0) * (height - TOP - BOTTOM);
  const grid = [
    ...ticks(x0, x1, width > 800 ? 12 : 5).map(tick => [
      svg('line', { class: 'grid', x1: x(tick.value), x2: x(tick.value), y1: y(y0), y2: y(y1) }),
      svg('text', { x: x(tick.value), y: height - BOTTOM + 16, 'text-anchor': 'middle' }, tick.text)]),
    ...ticks(y0, y1, 5).map(tick => [
      svg('line', { class: 'grid', x1: x(x0), x2: x(x1), y1: y(tick.value), y2: y(tick.value) }),
      svg('text', { x: LEFT - 6, y: y(tick.value) + 4, 'text-anchor': 'end' }, tick.text)]),
  ];
  return el('figure', { class: wide ? 'plot wide' : 'plot' }, el('figcaption', {}, title),
    svg('svg', { viewBox: `0 0 ${width} ${height}`, width, height: height, role: 'img', 'aria-label': label },
      grid, draw(x, y),
      svg('text', { class: 'axis', x: (LEFT + width - RIGHT) / 2, y: height - 6, 'text-anchor': 'middle' }, xTitle),
      svg('text', { class: 'axis', transform: `translate(12 ${(height - BOTTOM + TOP) / 2}) rotate(-90)`,
        'text-anchor': 'middle' }, yTitle)));
}

export const path = (points, x, y) => points.map(([a, b], i) =>
  `${i ? 'L' : 'M'}${x(a).toFixed(2)} ${y(b).toFixed(2)}`).join('');
