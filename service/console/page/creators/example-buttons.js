// Taking a creator as an example: of what is wanted, or of what is not.

import { html } from '../vendor/preact-htm.js';
import { announce } from '../parts/announcements.js';
import { keep, useTray, withExample } from './tray.js';

/** @param {{id: string, name: string}} props */
export function ExampleButtons({ id, name }) {
  const examples = useTray();
  const weight = examples.find((one) => one.id === id)?.weight ?? 0;
  const toggle = (/** @type {number} */ sign) => {
    const chosen = Math.sign(weight) === sign ? 0 : sign;
    keep(withExample(examples, { id, name, weight: chosen }));
    announce(chosen ? `${name} is an example` : `${name} is no example any more`);
  };
  return html`<div class="example-buttons" role="group" aria-label=${`${name} as an example`}>
    <button class="small" aria-pressed=${String(weight > 0)} onClick=${() => toggle(1)}>More like this</button>
    <button class="small" aria-pressed=${String(weight < 0)} onClick=${() => toggle(-1)}>Less</button>
  </div>`;
}
