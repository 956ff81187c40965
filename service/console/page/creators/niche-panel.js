// The niche that is looked at on the map, in figures.

import { html } from '../vendor/preact-htm.js';
import { compact, number, percent, words } from '../format.js';
import { address } from '../routes.js';

/** @typedef {import('../charts/niche-map-layout.js').Niche} Niche */

/** @param {{niche: Niche | undefined, niches: Niche[], indexed: number, onLook: (id: string) => void}} props */
export function NichePanel({ niche, niches, indexed, onLook }) {
  if (!niche) return html`<section class="card niche-panel"><h2>A niche</h2><p class="hint">Point at a circle, or move to it with Tab, to see its figures. A click, a second tap or Enter shows its creators.</p></section>`;
  const name = (/** @type {string} */ id) => niches.find((one) => one.id === id)?.name ?? id;
  return html`
    <section class="card niche-panel" aria-labelledby="niche-title">
      <h2 id="niche-title">${niche.name}</h2>
      <p class="hint">${words(niche.parent)}</p>
      <dl class="creator-facts">
        <dt>Creators</dt><dd>${number(niche.creators)}${indexed > 0 && html` <span class="hint">${percent((niche.creators / indexed) * 100)} of all</span>`}</dd>
        <dt>Median followers</dt><dd>${niche.median_followers === null ? html`<span class="hint">unknown</span>` : compact(niche.median_followers)}</dd>
      </dl>
      <h3>Nearest niches</h3>
      <ol class="nearest">${niche.nearest.map((one) => html`<li key=${one.id}><button class="quiet" onClick=${() => onLook(one.id)}>${name(one.id)}</button>
        <span class="hint figure">${one.similarity.toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}</span></li>`)}</ol>
      <p class="hint">Beside each its likeness: 1 is the same, 0 no more alike than any two.</p>
      <p><a class="button" href=${address('/creators', { niche: niche.id })}>Show its creators</a></p>
    </section>`;
}
