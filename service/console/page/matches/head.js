// Above the cards: how many match, what the brief was understood as, how they are ordered, and what to be aware of.

import { html } from '../vendor/preact-htm.js';
import { duration, number, share } from '../format.js';
import { Bar } from '../parts/bar.js';
import { nameOf } from '../parts/vocabulary.js';
import { Legend } from './score.js';

const SORTS = [['score', 'Best score first'], ['price', 'Lowest price first'], ['followers', 'Most followers first']];
const MOST_NICHES = 10;

/** @param {{answer: any, options: import('./options.js').Options, setOptions: Function, niches: any[], counts: string}} props */
export function Head({ answer, options, setOptions, niches, counts }) {
  const all = answer.funnel[0]?.remaining ?? 0;
  return html`
    <div class="spread matches-title">
      <h2 id="matches-title">${number(answer.matched)} of ${number(all)} creators match</h2>
      <span class="hint">${[counts, `ranked in ${duration(answer.took_ms / 1000)}`].filter(Boolean).join(' · ')}</span>
    </div>
    ${answer.wanted_niches.length > 0 && html`<p class="niches"><span class="hint">Understood as</span> ${answer.wanted_niches.map((/** @type {any} */ one) => html`
      <span key=${one.id} class="tag accent">${nameOf(niches, one.id)} ${share(one.share)}</span> `)}</p>`}
    <${Warnings} answer=${answer} />
    ${answer.items.length > 0 && html`
      <${Order} answer=${answer} options=${options} setOptions=${setOptions} />
      <${NicheCounts} answer=${answer} options=${options} setOptions=${setOptions} niches=${niches} />
      <${Legend} components=${answer.items[0].components} isPale=${hasUnknown(answer.items)} />`}`;
}

/** @param {{answer: any, options: import('./options.js').Options, setOptions: Function}} props */
function Order({ answer, options, setOptions }) {
  const isPriced = answer.funnel.some((/** @type {any} */ step) => step.constraint === 'deliverables');
  const slide = (/** @type {any} */ event) => setOptions({ ...options, diversity: Number(event.target.value) / 100 });
  return html`
    <div class="order">
      <label class="row"><span>Order</span>
        <select value=${options.sort} onChange=${(/** @type {any} */ event) => setOptions({ ...options, sort: event.target.value })}>
          ${SORTS.map(([id, label]) => html`<option key=${id} value=${id} disabled=${id === 'price' && !isPriced}>${label}${id === 'price' && !isPriced ? ' (add deliverables)' : ''}</option>`)}
        </select>
      </label>
      <label class="row diversity"><span>Diversity</span>
        <input type="range" min="0" max="100" step="5" value=${options.diversity * 100} aria-valuetext=${diversityInWords(options.diversity)} onInput=${slide} />
        <span class="hint">${diversityInWords(options.diversity)}</span>
      </label>
    </div>`;
}

/** @param {number} diversity */
function diversityInWords(diversity) {
  if (diversity === 0) return 'off: the best scores, however alike';
  if (diversity <= 0.3) return 'a little: near twins come later';
  if (diversity <= 0.6) return 'balanced: score and variety';
  return 'strong: as unlike each other as can be';
}

/** Counting costs time, so it is asked for once somebody looks. @param {{answer: any, options: any, setOptions: Function, niches: any[]}} props */
function NicheCounts({ answer, options, setOptions, niches }) {
  const counts = answer.facets?.niches.slice(0, MOST_NICHES) ?? [];
  const toggle = (/** @type {any} */ event) => event.currentTarget.open !== options.facets && setOptions({ ...options, facets: event.currentTarget.open });
  return html`
    <details class="niche-counts" open=${options.facets} onToggle=${toggle}>
      <summary>Niches of those who match</summary>
      ${counts.length > 0 && html`<ul>${counts.map((/** @type {any} */ one) => html`
        <li key=${one.id}><span>${nameOf(niches, one.id)}</span><${Bar} value=${one.count / counts[0].count} /><span class="figure">${number(one.count)}</span></li>`)}</ul>
        ${answer.facets.niches.length > MOST_NICHES && html`<p class="hint">and ${answer.facets.niches.length - MOST_NICHES} smaller ones; a creator counts in each of its niches</p>`}`}
    </details>`;
}

/** @param {any[]} items */
const hasUnknown = (items) => items.some((match) => match.components.some((/** @type {any} */ one) => one.value === null && one.weight > 0));

/** @param {{answer: any}} props */
function Warnings({ answer }) {
  const contradictions = answer.contradictions?.length ?? 0;
  const isConverted = answer.items.some((/** @type {any} */ match) => match.price.converted || match.price.basis === 'estimated');
  const warnings = [
    contradictions > 0 && `The text contradicts itself in ${contradictions} ${contradictions === 1 ? 'place' : 'places'}, which ${contradictions === 1 ? 'is' : 'are'} not applied; see the brief.`,
    answer.rates_are_old && isConverted && `Prices are converted by exchange rates of ${answer.rates_as_of}, which are old; the marketplace can set newer ones.`,
    answer.search_mode === 'ann' && 'So many match that the index was searched approximately: one at the edge may be missed.',
  ].filter(Boolean);
  return html`${warnings.map((text) => html`<p key=${text} class="notice">${text}</p>`)}`;
}
