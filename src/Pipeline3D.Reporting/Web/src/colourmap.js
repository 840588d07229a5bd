// A sequential colour map that is even to the eye: a path through the Oklab colour space (Ottosson 2020) from dark
// violet over red to pale yellow whose lightness only rises and whose 256 steps all have the same length in that space.

// Lightness, chroma and hue in degrees at even parameters; hues pass 360 so that interpolation takes the way over red.
const anchors = [
  [0.18, 0.060, 285], [0.32, 0.130, 300], [0.45, 0.165, 335], [0.57, 0.180, 375], [0.69, 0.160, 408],
  [0.82, 0.145, 436], [0.95, 0.100, 464],
];

function labAt(parameter) {
  const place = parameter * (anchors.length - 1);
  const first = Math.min(anchors.length - 2, Math.floor(place)), part = place - first;
  const [lightness, chroma, hue] = anchors[first].map((value, i) => value + part * (anchors[first + 1][i] - value));
  const angle = hue * Math.PI / 180;
  return [lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)];
}

function linearOf([L, a, b]) {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.2914855480 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s,
  ];
}

/** A colour that sRGB can show: chroma is taken back until it can, lightness and hue stay. */
function inGamut([L, a, b]) {
  for (let keep = 1; keep > 0; keep -= 0.01) {
    const lab = [L, a * keep, b * keep];
    if (linearOf(lab).every(value => value >= 0 && value <= 1)) return lab;
  }
  return [L, 0, 0];
}

function srgbOf(lab) {
  return linearOf(lab).map(value => Math.round(255 * Math.min(1, Math.max(0,
    value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055))));
}

function build() {
  const fine = Array.from({ length: 2049 }, (_, i) => inGamut(labAt(i / 2048)));
  const along = [0];
  for (let i = 1; i < fine.length; i++) {
    along.push(along[i - 1] + Math.hypot(...fine[i].map((value, axis) => value - fine[i - 1][axis])));
  }
  const colours = new Uint8Array(3 * 256);
  for (let step = 0, i = 0; step < 256; step++) {
    const target = step / 255 * along.at(-1);
    while (i < fine.length - 2 && along[i + 1] < target) i++;
    const part = (target - along[i]) / (along[i + 1] - along[i]);
    colours.set(srgbOf(fine[i].map((value, axis) => value + part * (fine[i + 1][axis] - value))), 3 * step);
  }
  return colours;
}

/** Red, green and blue of the 256 steps, sRGB. */
export const colours = build();

/** Draws the map from left to right. */
export function paintLegend(canvas) {
  const image = new ImageData(256, 1);
  for (let step = 0; step < 256; step++) {
    image.data.set([colours[3 * step], colours[3 * step + 1], colours[3 * step + 2], 255], 4 * step);
  }
  canvas.width = 256;
  canvas.height = 1;
  canvas.getContext('2d').putImageData(image, 0, 0);
}
