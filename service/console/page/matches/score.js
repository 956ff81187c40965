// A score and what it is made of: one bar of its parts, the legend of their colours, and the table of every part.

import { html } from '../vendor/preact-htm.js';
import { formatOf, percent, words } from '../format.js';

/** @typedef {{name: string, value: number | null, weight: number, contribution: number, reason: string}} Component */

const NAMES = /** @type {Record<string, string>} */ ({ fit: 'Niche fit', audience: 'Audience fit', value: 'Value for money', experience: 'Sponsored experience' });
// In the service's order, so that a part has its colour whatever the brief leaves out.
const ORDER = ['fit', 'audience', 'engagement', 'value', 'experience', 'credibility', 'recency', 'history', 'reliability'];

/** @param {string} name */
const nameOf = (name) => NAMES[name] ?? words(name);
/** @param {string} name */
const colourOf = (name) => `var(--series-${Math.max(0, ORDER.indexOf(name)) % 9 + 1})`;
/** Of 100. @param {number} value */
export const points = (value) => formatOf({ minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value * 100);

/** The parts side by side; the figure stands beside it and the table under it. @param {{components: Component[]}} props */
export function ScoreBar({ components }) {
  return html`<span class="score-bar" aria-hidden="true">${components.map((one) => html`
    <span key=${one.name} class=${one.value === null ? 'neutral' : ''} style=${{ width: `${one.contribution * 100}%`, background: colourOf(one.name) }}></span>`)}</span>`;
}

/** What the colours mean, and what each part counts for. @param {{components: Component[], isPale: boolean}} props `isPale`: something is unknown */
export function Legend({ components, isPale }) {
  return html`<ul class="legend" aria-label="What the score is made of">${components.map((one) => html`
    <li key=${one.name}><span class="swatch" style=${{ background: colourOf(one.name) }}></span>${nameOf(one.name)} ${percent(one.weight * 100, 0)}</li>`)}
    ${isPale && html`<li>pale: unknown, counted as neutral</li>`}</ul>`;
}

/** @param {{components: Component[], score: number, name: string}} props */
export function ScoreTable({ components, score, name }) {
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label=${`How the score of ${name} adds up`}>
      <table class="score-table">
        <thead><tr><th scope="col">Part</th><th scope="col" class="figure">Value</th><th scope="col" class="figure">Weight</th>
          <th scope="col" class="figure">Points</th><th scope="col">Reason</th></tr></thead>
        <tbody>${components.map((one) => html`
          <tr key=${one.name}>
            <th scope="row"><span class="swatch" style=${{ background: colourOf(one.name) }}></span>${nameOf(one.name)}</th>
            <td class="figure">${one.value === null ? html`<span class="tag">unknown</span>` : points(one.value)}</td>
            <td class="figure">${percent(one.weight * 100)}</td>
            <td class="figure">${points(one.contribution)}</td>
            <td>${one.reason}</td>
          </tr>`)}</tbody>
        <tfoot><tr><th scope="row" colspan="3">Score, of 100</th><td class="figure"><strong>${points(score)}</strong></td><td></td></tr></tfoot>
      </table>
    </div>`;
}

/** Why this creator: what fits, and the part that lifts it most above a neutral score. @param {Component[]} components */
export function bestReasons(components) {
  const known = components.filter((one) => one.value !== null && one.weight > 0);
  const lift = (/** @type {Component} */ one) => one.weight * (Number(one.value) - 0.5);
  const [fit, rest] = [known.filter((one) => one.name === 'fit'), known.filter((one) => one.name !== 'fit')];
  return [...fit, ...rest.sort((a, b) => lift(b) - lift(a))].slice(0, 2).map((one) => one.reason);
}
