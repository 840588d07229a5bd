// Turns a camera around a middle: drag or arrow keys rotate, Shift pans, wheel or + and - zoom. Draws only on change.

const TURN_PER_PIXEL = Math.PI / 500, TURN_PER_KEY = Math.PI / 24, ZOOM_PER_KEY = 1.15;

export class Orbit {
  #camera; #redraw; #home; #view;

  constructor(element, camera, redraw) {
    this.#camera = camera;
    this.#redraw = redraw;
    element.addEventListener('keydown', event => this.#key(event));
    element.addEventListener('wheel', event => {
      event.preventDefault();
      this.#change({ zoom: Math.exp(event.deltaY / 800) });
    }, { passive: false });
    element.addEventListener('pointerdown', event => {
      element.setPointerCapture(event.pointerId);
      element.focus({ preventScroll: true });
    });
    element.addEventListener('pointermove', event => {
      if (!element.hasPointerCapture(event.pointerId)) return;
      const pan = event.shiftKey || event.buttons === 2;
      this.#change(pan ? { right: -event.movementX, up: event.movementY }
        : { turn: -event.movementX * TURN_PER_PIXEL, tilt: -event.movementY * TURN_PER_PIXEL });
    });
    element.addEventListener('contextmenu', event => event.preventDefault());
  }

  /** Looks at the origin so that a ball of `radius` fills the view; `turn` and `tilt` in radians. */
  frame(radius, turn, tilt) {
    const distance = radius / Math.sin(this.#camera.fov * Math.PI / 360) / Math.min(1, this.#camera.aspect);
    this.#home = { turn, tilt, distance, radius, target: [0, 0, 0] };
    this.reset();
  }

  reset() {
    this.#view = { ...this.#home };
    this.#apply();
  }

  #key(event) {
    const { shiftKey: pan } = event, step = 20;
    const changes = {
      ArrowLeft: pan ? { right: -step } : { turn: -TURN_PER_KEY },
        ArrowRight: pan ? { right: step } : { turn: TURN_PER_KEY },
      ArrowUp: pan ? { up: step } : { tilt: -TURN_PER_KEY }, ArrowDown: pan ? { up: -step } : { tilt: TURN_PER_KEY },
      '+': { zoom: 1 / ZOOM_PER_KEY }, '=': { zoom: 1 / ZOOM_PER_KEY }, '-': { zoom: ZOOM_PER_KEY },
    };
    if (event.key === 'Home') this.reset();
    else if (changes[event.key]) this.#change(changes[event.key]);
    else return;
    event.preventDefault();
  }

  #change({ turn = 0, tilt = 0, zoom = 1, right = 0, up = 0 }) {
    const view = this.#view;
    view.turn += turn;
    view.tilt = Math.min(Math.PI - 0.01, Math.max(0.01, view.tilt + tilt));
    view.distance = Math.min(this.#home.distance * 8, Math.max(this.#home.distance / 50, view.distance * zoom));
    if (right || up) {
      const axes = this.#camera.matrixWorld.elements, size = view.distance / 500;
      view.target = view.target.map((value, axis) => value + size * (right * axes[axis] + up * axes[4 + axis]));
    }
    this.#apply();
  }

  #apply() {
    const { turn, tilt, distance, radius, target } = this.#view;
    this.#camera.position.set(
      target[0] + distance * Math.sin(tilt) * Math.sin(turn),
      target[1] + distance * Math.cos(tilt),
      target[2] + distance * Math.sin(tilt) * Math.cos(turn));
    this.#camera.near = Math.max(radius / 1000, distance - 3 * radius);
    this.#camera.far = distance + 4 * radius;
    this.#camera.lookAt(...target);
    this.#camera.updateProjectionMatrix();
    this.#camera.updateMatrixWorld();
    this.#redraw();
  }
}
