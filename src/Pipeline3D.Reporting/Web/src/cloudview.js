// The interactive 3D view of one cloud.
import {
  BufferAttribute, BufferGeometry, PerspectiveCamera, Points, Scene, ShaderMaterial, WebGLRenderer,
} from 'three';
import { el } from './dom.js';
import { Orbit } from './orbit.js';
import { pointColours } from './paint.js';

// Points are round and as wide as the sample is dense; colours reach the screen as they are, to match the legend.
const VERTEX = `
  attribute vec3 tint;
  uniform float size;
  varying vec3 shade;
  void main() {
    shade = tint;
    vec4 seen = modelViewMatrix * vec4(position, 1.0);
    gl_Position = projectionMatrix * seen;
    gl_PointSize = max(1.5, size / -seen.z);
  }`;
const FRAGMENT = `
  varying vec3 shade;
  void main() {
    vec2 from = gl_PointCoord - 0.5;
    if (dot(from, from) > 0.25) discard;
    gl_FragColor = vec4(shade, 1.0);
  }`;

export class CloudView {
  #renderer; #orbit; #pending = 0; #radius = 1; #cloud = null;
  #scene = new Scene();
  #camera = new PerspectiveCamera(35, 4 / 3);
  #material = new ShaderMaterial({ vertexShader: VERTEX, fragmentShader: FRAGMENT, uniforms: { size: { value: 1 } } });
  #points = new Points(new BufferGeometry(), this.#material);

  constructor() {
    this.canvas = el('canvas', { class: 'cloud', tabindex: 0, role: 'application', 'aria-roledescription': '3D view',
      'aria-label': 'Cloud in 3D. Arrow keys rotate, Shift and arrow keys pan, plus and minus zoom, Home resets.' });
    // The drawn picture is kept so that it can be printed and copied.
    this.#renderer = new WebGLRenderer({ canvas: this.canvas, antialias: true, alpha: true,
      preserveDrawingBuffer: true });
    this.#points.frustumCulled = false;
    this.#scene.add(this.#points);
    this.#orbit = new Orbit(this.canvas, this.#camera, () => this.#draw());
    new ResizeObserver(() => this.#resize()).observe(this.canvas);
  }

  /** Shows a cloud; an organized one as its sensor saw it: rows run down, columns to the right, depth away. */
  show(cloud, isOrganized, mode, level) {
    this.#cloud = cloud;
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new BufferAttribute(placed(cloud, isOrganized), 3));
    this.#points.geometry.dispose();
    this.#points.geometry = geometry;
    this.#radius = Math.max(1e-9, Math.hypot(...cloud.high.map((value, axis) => value - cloud.low[axis])) / 2);
    this.#tint(mode, level);
    this.#resize();
    this.#orbit.frame(this.#radius, isOrganized ? -0.35 : 0.6, isOrganized ? 1.15 : 1.1);
  }

  colour(mode, level) {
    if (!this.#cloud) return;
    this.#tint(mode, level);
    this.#draw();
  }

  reset() {
    if (this.#cloud) this.#orbit.reset();
  }

  #tint(mode, level) {
    this.#points.geometry.setAttribute('tint', new BufferAttribute(pointColours(this.#cloud, mode, level), 3));
  }

  #resize() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (width === 0 || height === 0) return;
    this.#renderer.setPixelRatio(Math.min(2, devicePixelRatio));
    this.#renderer.setSize(width, height, false);
    this.#camera.aspect = width / height;
    this.#camera.updateProjectionMatrix();
    // Half the mean distance of neighbours on a surface of that extent, in pixels at distance 1.
    const spacing = 2.2 * this.#radius / Math.sqrt(Math.max(1, this.#cloud?.count ?? 1));
    const focal = height / (2 * Math.tan(this.#camera.fov * Math.PI / 360));
    this.#material.uniforms.size.value = spacing * this.#renderer.getPixelRatio() * focal;
    this.#draw();
  }

  #draw() {
    if (this.#pending || !this.#cloud) return;
    this.#pending = requestAnimationFrame(() => {
      this.#pending = 0;
      this.#renderer.render(this.#scene, this.#camera);
    });
  }
}

function placed(cloud, isOrganized) {
  const middle = cloud.low.map((value, axis) => (value + cloud.high[axis]) / 2);
  const result = new Float32Array(cloud.points.length);
  // Points of an organized scan come row by row, so later points lie lower in the image whatever the sign of y.
  let down = 0;
  for (let i = 0; i < cloud.count; i++) down += (i - (cloud.count - 1) / 2) * (cloud.points[3 * i + 1] - middle[1]);
  for (let i = 0; i < cloud.count; i++) {
    const [x, y, z] = [0, 1, 2].map(axis => cloud.points[3 * i + axis] - middle[axis]);
    result.set(isOrganized ? [x, down > 0 ? -y : y, -z] : [x, z, -y], 3 * i);
  }
  return result;
}
