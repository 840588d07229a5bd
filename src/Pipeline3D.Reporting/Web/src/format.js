// Numbers for people; the full digits stand in tooltips and in the run's JSON files.

/** In percent, one decimal; a tie goes to the even digit, as in the tables of the run's folder and of the console. */
export function percent(value) {
  const number = 100 * value;
  // Of the ties, binary numbers know .25 and .75 alone, and toFixed takes both upwards.
  return (number % 1 === 0.25 ? number - 0.05 : number).toFixed(1);
}

/** Four digits that matter, without exponents for everyday sizes. */
export function score(value) {
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 1e6 || size < 1e-4 ? value.toExponential(2)
    : value.toFixed(Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(size)))));
}

export function seconds(value) {
  if (value < 1e-3) return `${(1e6 * value).toFixed(0)} \u00b5s`;
  if (value < 1) return `${(1e3 * value).toPrecision(3)} ms`;
  if (value < 120) return `${value.toFixed(1)} s`;
  const whole = Math.round(value), pad = part => String(part).padStart(2, '0');
  return value < 7200 ? `${Math.floor(whole / 60)}:${pad(whole % 60)} min`
    : `${Math.floor(whole / 3600)}:${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)} h`;
}

export function bytes(value) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(value) / 10));
  return `${(value / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

export const count = value => String(value).replace(/\B(?=(\d{3})+$)/g, '\u202f');

/** "1 scan", "2 scans". */
export const many = (number, noun) => `${count(number)} ${noun}${number === 1 ? '' : 's'}`;

export const words = name => name.replaceAll('_', ' ');

/** UTC, to the second. */
export const instant = text => `${new Date(text).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
