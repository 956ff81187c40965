// What a creator's work costs: rates, packages, discounts, add-ons, and what is not offered.

import { html } from '../vendor/preact-htm.js';
import { money, percent } from '../format.js';
import { nameOf, useVocabulary } from '../parts/vocabulary.js';

/** @param {{card: any}} props */
export function RateCard({ card }) {
  const kinds = useVocabulary('deliverable_kinds');
  return html`
    <section class="card stack" aria-labelledby="rates-title">
      <h2 id="rates-title">Rate card</h2>
      ${card ? html`
        ${card.negotiable !== undefined && html`<p><span class="tag">${card.negotiable ? 'negotiable' : 'fixed prices'}</span></p>`}
        <${Rates} card=${card} kinds=${kinds} />
        <${Packages} card=${card} kinds=${kinds} />
        <${Discounts} discounts=${card.discounts ?? []} kinds=${kinds} />
        <${AddOns} card=${card} />
        <${Gifting} card=${card} kinds=${kinds} />
        ${card.not_offered?.length > 0 && html`<div><h3>Not offered</h3><p>${card.not_offered.map((/** @type {string} */ kind) => nameOf(kinds, kind)).join(', ')}</p></div>`}`
        : html`<p class="hint">No prices are known; briefs may have them estimated.</p>`}
    </section>`;
}

/** @param {{card: any, kinds: any[]}} props */
function Rates({ card, kinds }) {
  const rates = Object.entries(card.rates ?? {});
  return rates.length > 0 && html`
    <table><thead><tr><th scope="col">Deliverable</th><th scope="col" class="figure">Rate</th></tr></thead>
      <tbody>${rates.map(([kind, amount]) => html`<tr key=${kind}><th scope="row">${nameOf(kinds, kind)}</th><td class="figure">${money(amount, card.currency)}</td></tr>`)}</tbody></table>`;
}

/** @param {{card: any, kinds: any[]}} props */
function Packages({ card, kinds }) {
  return (card.packages ?? []).length > 0 && html`
    <table><thead><tr><th scope="col">Package</th><th scope="col" class="figure">Price</th></tr></thead>
      <tbody>${card.packages.map((/** @type {any} */ one) => html`<tr key=${one.name}>
        <th scope="row">${one.name}<div class="hint">${one.deliverables.map((/** @type {any} */ line) => `${line.quantity} × ${nameOf(kinds, line.kind)}`).join(', ')}</div></th>
        <td class="figure">${money(one.price, card.currency)}</td></tr>`)}</tbody></table>`;
}

/** @param {{discounts: any[], kinds: any[]}} props */
function Discounts({ discounts, kinds }) {
  return discounts.length > 0 && html`<div><h3>Discounts</h3><ul>${discounts.map((one) => html`
    <li>${percent(one.percent)} off from ${one.min_quantity} ${one.kind ? `of ${nameOf(kinds, one.kind)}` : 'of a kind'} on</li>`)}</ul></div>`;
}

/** @param {{card: any}} props */
function AddOns({ card }) {
  const kinds = useVocabulary('add_ons');
  const channels = useVocabulary('channels');
  return (card.add_ons ?? []).length > 0 && html`
    <table><thead><tr><th scope="col">Add-on</th><th scope="col" class="figure">Price</th></tr></thead>
      <tbody>${card.add_ons.map((/** @type {any} */ one) => html`<tr key=${one.kind + one.channel}>
        <th scope="row">${nameOf(kinds, one.kind)}${one.channel && html`<div class="hint">${nameOf(channels, one.channel)}</div>`}</th>
        <td class="figure">${one.amount !== undefined ? money(one.amount, card.currency) : `${percent(one.percent)} of the work`}<div class="hint">${one.per === 'month' ? 'a month' : 'once'}</div></td></tr>`)}</tbody></table>`;
}

/** @param {{card: any, kinds: any[]}} props */
function Gifting({ card, kinds }) {
  if (!card.gifting) return null;
  const what = card.gifting.kinds?.map((/** @type {string} */ kind) => nameOf(kinds, kind)).join(', ') ?? 'everything offered';
  return html`<div><h3>For the product itself</h3><p>${what}, for a product worth ${money(card.gifting.min_value, card.currency)} or more</p></div>`;
}
