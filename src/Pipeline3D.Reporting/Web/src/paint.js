// Paints images of one scan on canvases: heat map over colour or depth, ground truth, and a front view of a cloud.
import { colours } from './colourmap.js';

const EMPTY = [24, 24, 28];
const TRUTH = [255, 112, 67];

function start(canvas, base, width, height) {
  canvas.width = width;
  canvas.height = height;
  const image = new ImageData(width, height);
  if (base) image.data.set(base.data);
  else for (let i = 0; i < width * height; i++) image.data.set([...EMPTY, 255], 4 * i);
  return image;
}

function blend(data, at, [red, green, blue], share) {
  data[at] += share * (red - data[at]);
  data[at + 1] += share * (green - data[at + 1]);
  data[at + 2] += share * (blue - data[at + 2]);
}

/** Scores of at least `level` (0..255) over `base`; pixels without a reading carry no score and stay as they are. */
export function paintHeat(canvas, { base, score, depth }, opacity, level) {
  const size = score ?? base;
  const image = start(canvas, base, size.width, size.height);
  for (let at = 0; score && at < image.data.length; at += 4) {
    const value = score.data[at];
    if (value < level || (depth && depth.data[at] === 0)) continue;
    blend(image.data, at, colours.subarray(3 * value, 3 * value + 3), opacity);
  }
  canvas.getContext('2d').putImageData(image, 0, 0);
}

/** The ground truth over `base`. */
export function paintTruth(canvas, base, truth) {
  const size = truth ?? base;
  const image = start(canvas, base, size.width, size.height);
  for (let at = 0; truth && at < image.data.length; at += 4) {
    if (truth.data[at] > 127) blend(image.data, at, TRUTH, 0.75);
  }
  canvas.getContext('2d').putImageData(image, 0, 0);
}

/** The cloud seen along its third axis, coloured by score: what stands for an image where there is none. */
export function paintFront(canvas, cloud, side) {
  canvas.width = canvas.height = side;
  const context = canvas.getContext('2d');
  context.fillStyle = `rgb(${EMPTY})`;
  context.fillRect(0, 0, side, side);
  const middle = [0, 1].map(axis => (cloud.low[axis] + cloud.high[axis]) / 2);
  const scale = 0.9 * side / Math.max(1e-12, cloud.high[0] - cloud.low[0], cloud.high[1] - cloud.low[1]);
  const order = Array.from(cloud.scores.keys()).sort((a, b) => cloud.scores[a] - cloud.scores[b]);
  for (const i of order) {
    const score = cloud.scores[i];
    context.fillStyle = `rgb(${colours.subarray(3 * score, 3 * score + 3)})`;
    context.fillRect(side / 2 + scale * (cloud.points[3 * i] - middle[0]),
      side / 2 - scale * (cloud.points[3 * i + 1] - middle[1]), 2, 2);
  }
}

/** Colours of a cloud's points, [n, 3] in 0..1; scores under `level` are gray. */
export function pointColours(cloud, mode, level) {
  const result = new Float32Array(3 * cloud.count);
  for (let i = 0; i < cloud.count; i++) {
    const score = cloud.scores[i];
    const colour = mode === 'colour' ? cloud.colours.subarray(3 * i, 3 * i + 3)
      : mode === 'truth' ? (cloud.truth[i] ? TRUTH : [128, 132, 140])
      : score < level ? [128, 132, 140] : colours.subarray(3 * score, 3 * score + 3);
    for (let channel = 0; channel < 3; channel++) result[3 * i + channel] = colour[channel] / 255;
  }
  return result;
}
