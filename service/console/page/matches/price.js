// What a creator costs for the brief's deliverables, on what basis, and what that buys.

import { html } from '../vendor/preact-htm.js';
import { compact, formatOf, money, number, percent, words } from '../format.js';
import { nameOf } from '../parts/vocabulary.js';

/** Amounts below one unit keep the digits that tell them apart. @param {string} amount @param {string} currency */
function fine(amount, currency) {
  if (Math.abs(Number(amount)) >= 1) return money(amount, currency);
  return formatOf({ style: 'currency', currency, maximumFractionDigits: 3 }).format(Number(amount));
}

/** The price as a figure with its basis. @param {{price: any}} props */
export function Price({ price }) {
  const { basis, currency, converted } = price;
  if (basis === 'unknown') return html`<span class="tag">price unknown</span>`;
  if (basis === 'estimated') return html`<strong>${money(price.low, currency)} to ${money(price.high, currency)}</strong> <span class="tag warn">estimate</span>`;
  const amount = price.total ?? price.amount;
  return html`
    <strong>${money(amount, currency)}</strong> <span class="tag">${basis === 'product' ? 'for the product' : basis}</span>
    ${price.total === null && html` <span class="hint">and add-ons of unknown price</span>`}
    ${price.negotiable && html` <span class="hint">negotiable</span>`}
    ${converted && html`<span class="hint converted">≈ ${money(converted.amount, converted.currency)} at ${Number(converted.rate).toPrecision(5)} of <time>${converted.as_of}</time>${converted.is_old && ', an old rate'}</span>`}
    ${converted === null && html`<span class="hint converted">no exchange rate from ${currency}</span>`}`;
}

/** Ranges of what the work can bring and what that costs. @param {{match: any}} props */
export function Forecast({ match }) {
  const { forecast, cost, price } = match;
  if (!forecast) return null;
  const currency = price.converted?.currency ?? price.currency;
  return html`
    <${Range} label="Expected reach" range=${forecast.reach} show=${compact} unit="people" />
    <${Range} label="Engagements" range=${forecast.engagements} show=${compact} />
    ${cost && html`
      <${Range} label="Per engagement" range=${cost.per_engagement} show=${(/** @type {string} */ one) => fine(one, currency)} />
      <${Range} label="Per 1,000 reach" range=${cost.per_1000_reach} show=${(/** @type {string} */ one) => fine(one, currency)} />`}`;
}

/** @param {{label: string, range: any, show: (value: any) => string, unit?: string}} props */
function Range({ label, range, show, unit = '' }) {
  return html`<div><dt>${label}</dt><dd>${range
    ? html`${show(range.expected)} ${unit} <span class="hint">(${show(range.low)} to ${show(range.high)})</span>`
    : html`<span class="hint">unknown</span>`}</dd></div>`;
}

/** Every line of the price, or how it was estimated. @param {{price: any, kinds: any[], name: string}} props */
export function PriceLines({ price, kinds, name }) {
  const { lines = [], add_ons: addOns = [], estimates = [], currency } = price;
  if (lines.length + addOns.length + estimates.length === 0) return null;
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label=${`The price of ${name}, line by line`}>
      <table>
        <thead><tr><th scope="col">Deliverable</th><th scope="col" class="figure">Number</th><th scope="col" class="figure">Each</th><th scope="col" class="figure">Price</th></tr></thead>
        <tbody>
          ${lines.map((/** @type {any} */ one) => html`<tr>
            <th scope="row">${one.package ?? nameOf(kinds, one.kind)}${one.discount_pct ? ` (${percent(one.discount_pct)} less by quantity)` : ''}</th>
            <td class="figure">${number(one.quantity)}</td><td class="figure">${money(one.rate, one.currency ?? currency)}</td>
            <td class="figure">${money(one.amount, one.currency ?? currency)}</td></tr>`)}
          ${addOns.map((/** @type {any} */ one) => html`<tr>
            <th scope="row">${words(one.kind)}${one.months ? `, ${one.months} months` : ''}</th><td></td>
            <td class="figure">${one.percent ? percent(one.percent) : one.rate ? money(one.rate, currency) : ''}</td>
            <td class="figure">${one.amount === null ? 'unknown' : money(one.amount, currency)}</td></tr>`)}
          ${estimates.map((/** @type {any} */ one) => html`<tr>
            <th scope="row">${nameOf(kinds, one.kind)} <span class="tag warn">estimate</span></th><td class="figure">${number(one.quantity)}</td>
            <td class="figure">${money(one.low, currency)} to ${money(one.high, currency)}</td><td class="figure">around ${money(one.point, currency)} each</td></tr>`)}
        </tbody>
      </table>
    </div>`;
}
