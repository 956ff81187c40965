// The chosen examples, how much each counts, and the way to creators like them.

import { html } from '../vendor/preact-htm.js';
import { address } from '../routes.js';
import { canBeAsked, encode, keep, useTray, withExample } from './tray.js';

const STRENGTHS = [[2, 'much like'], [1, 'like'], [0.5, 'a little like'], [-0.5, 'a little unlike'], [-1, 'unlike'], [-2, 'very unlike']];

/** @param {{shown?: string}} props `shown`: the examples whose like is on screen already, as the address has them */
export function TrayCard({ shown }) {
  const examples = useTray();
  if (!examples.length) return null;
  const asked = encode(examples);
  return html`
    <section class="card tray" aria-labelledby="tray-title">
      <div class="spread"><h2 id="tray-title">Examples</h2><button class="quiet" onClick=${() => keep([])}>Remove all</button></div>
      <ul class="tray-list">${examples.map((one) => html`<li key=${one.id} class="row">
        <select class="small" aria-label=${`How much like ${one.name}`} value=${one.weight} onChange=${(/** @type {any} */ event) => keep(withExample(examples, { ...one, weight: Number(event.target.value) }))}>
          ${strengths(one.weight).map(([weight, words]) => html`<option key=${weight} value=${weight}>${words}</option>`)}
        </select>
        <a href=${address(`/creators/${one.id}`)}>${one.name}</a>
        <button class="quiet" aria-label=${`Remove ${one.name}`} onClick=${() => keep(withExample(examples, { ...one, weight: 0 }))}>✕</button>
      </li>`)}</ul>
      ${canBeAsked(examples)
        ? asked !== shown && html`<a class="button primary" href=${address('/creators', { like: asked })}>Find creators like this</a>`
        : html`<p class="hint">Choose at least one whose like is wanted.</p>`}
    </section>`;
}

/** The usual ones, and an unusual one that the address has. @param {number} weight */
function strengths(weight) {
  return STRENGTHS.some(([one]) => one === weight) ? STRENGTHS : [...STRENGTHS, [weight, `weight ${weight}`]];
}
