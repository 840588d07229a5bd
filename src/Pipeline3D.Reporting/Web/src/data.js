// Reads what the page carries: the run's numbers at once, each scan's images and cloud when it is looked at.
import { unpack } from './cloudfile.js';

export const run = JSON.parse(document.getElementById('run-data').textContent);

const bytesOf = base64 => Uint8Array.from(atob(base64), character => character.charCodeAt(0));

const kept = new Map();
const MOST_KEPT = 16;

/** Images of a scan as ImageData, null where there is none, and `cloud`, a function that unpacks its cloud. */
export function scanFiles(shown) {
  let files = kept.get(shown.number);
  kept.delete(shown.number);
  files ??= read(shown);
  kept.set(shown.number, files);
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value);
  return files;
}

async function read(shown) {
  const packed = JSON.parse(document.getElementById(`scan-${shown.number}`).textContent);
  const [colour, depth, score, truth] = await Promise.all(
    [packed.colour, packed.depth, packed.score, packed.truth].map(base64 => base64 && decode(bytesOf(base64))));
  let cloud = null;
  const unpackOnce = () => cloud ??= packed.cloud ? unpack(bytesOf(packed.cloud)) : Promise.resolve(null);
  return { colour, depth, score, truth, cloud: unpackOnce };
}

async function decode(png) {
  // Scores are read from the pixels, so no colour management may touch them.
  const bitmap = await createImageBitmap(new Blob([png], { type: 'image/png' }),
    { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  const canvas = document.createElement('canvas');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

/** How anomalous a scan is by its category's measure: score over threshold; the score where there is no threshold. */
export const severity = scan => scan.threshold > 0 ? scan.score / scan.threshold : scan.score;

/** Whether the dataset and the verdict disagree: 'missed', 'false alarm', or null. */
export function mistake(scan) {
  if (scan.verdict === 'accept' && scan.is_anomalous === true) return 'missed';
  return scan.verdict === 'reject' && scan.is_anomalous === false ? 'false alarm' : null;
}

export const truthOf = scan => scan.is_anomalous === null ? 'unknown' : scan.is_anomalous ? 'anomalous' : 'good';

export const categories = [...new Set(run.scans.map(scan => scan.category))];
