// Builds elements. Text only ever enters the page through text nodes and attributes, never as markup.

const SVG = 'http://www.w3.org/2000/svg';

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return node;
}

export const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

export const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS(SVG, tag), attributes, children);

/** A path that may break after its slashes. */
export const breakable = path => path.split(/(?<=\/)/).flatMap(part => [part, el('wbr')]);

/** A section of the page with its heading. */
export function section(id, title, ...children) {
  return el('section', { id, 'aria-labelledby': `${id}-title` }, el('h2', { id: `${id}-title` }, title), children);
}

/** A labelled choice; `options` are [value, text] pairs. */
export function choice(label, options, onchange) {
  const select = el('select', { onchange: () => onchange(select.value) },
    options.map(([value, text]) => el('option', { value }, text)));
  return { node: el('label', { class: 'field' }, el('span', {}, label), select), select };
}

/** Buttons of which one is pressed; `options` are [value, text] pairs. */
export function switcher(label, name, options, value, onchange) {
  return el('fieldset', { class: 'switch' }, el('legend', {}, label), options.map(([option, text]) => el('label', {},
    el('input', { type: 'radio', name, value: option, checked: option === value, onchange: () => onchange(option) }),
    el('span', {}, text))));
}

/** A labelled slider with its value beside it. */
export function slider(label, { min, max, step, value, text }, oninput) {
  const output = el('output', {}, text(value));
  const input = el('input', { type: 'range', min, max, step, oninput: () => {
    output.textContent = text(Number(input.value));
    oninput(Number(input.value));
  } });
  input.value = value;
  return el('label', { class: 'field' }, el('span', {}, label), input, output);
}

/** A table that scrolls in its own box; a cell is text, a node, or {value, number, ...attributes}. */
export function table(caption, heads, rows) {
  const cell = (tag, content) => {
    if (content === null || typeof content !== 'object' || content instanceof Node || Array.isArray(content)) {
      return el(tag, tag === 'th' ? { scope: 'col' } : {}, content);
    }
    const { value, number, ...attributes } = content;
    return el(tag, { ...(tag === 'th' ? { scope: 'col' } : {}), class: number ? 'number' : null, ...attributes },
      value);
  };
  return el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption }, el('table', {},
    el('caption', {}, caption),
    el('thead', {}, el('tr', {}, heads.map(head => cell('th', head)))),
    el('tbody', {}, rows.map(row => el('tr', {}, row.map((content, column) => column === 0
      ? el('th', { scope: 'row' }, content) : cell('td', content)))))));
}
