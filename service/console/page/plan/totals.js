// What the plan costs and brings in all.

import { html } from '../vendor/preact-htm.js';
import { money, number } from '../format.js';
import { about, figure, isCounted, unitWords } from './words.js';

/** @typedef {import('./shapes.js').Range} Range */

/** @param {{plan: import('./shapes.js').Plan}} props */
export function Totals({ plan }) {
  const { totals, currency, unit } = plan;
  const { engagements, reach } = totals.forecast;
  const { per_engagement: each, per_1000_reach: thousand } = totals.cost;
  const known = (/** @type {number} */ count) => (count < totals.creators ? `, of ${number(count)} creators` : '');
  return html`
    <dl class="plan-totals">
      ${tile('Creators', number(totals.creators), plan.request.creators.min > 1 || plan.request.creators.max < 10_000 ? countRule(plan.request.creators) : 'any number')}
      ${tile('Spent', money(totals.price, currency), `${money(totals.unspent, currency)} unspent`)}
      ${engagements && tile('Engagements', number(engagements.expected), `${between(engagements)}${known(totals.engagements_known)}`)}
      ${reach && tile('Reach', number(reach.expected), `${between(reach)}${known(totals.reach_known)}`)}
      ${each && tile('One engagement', about(Number(each.expected), currency), costs(each, currency))}
      ${thousand && tile('1,000 reach', about(Number(thousand.expected), currency), costs(thousand, currency))}
      ${!isCounted(unit) && tile('Counted', figure(totals.value, unit), unitWords(unit))}
      ${totals.overlap_cost > 0 && tile('Lost to overlap', figure(totals.overlap_cost, unit), 'same niche and country')}
    </dl>`;
}

/** @param {string} name @param {string} value @param {string} hint */
const tile = (name, value, hint) => html`<div><dt>${name}</dt><dd><strong>${value}</strong><span class="hint">${hint}</span></dd></div>`;

/** @param {Range} range */
export const between = ({ low, high }) => `${number(low)} to ${number(high)}`;

/** @param {import('./shapes.js').Costs} cost @param {string} currency */
const costs = (cost, currency) => `${about(Number(cost.low), currency)} to ${about(Number(cost.high), currency)}`;

/** @param {{min: number, max: number}} count */
function countRule({ min, max }) {
  if (min === max) return `exactly ${number(min)}`;
  return max >= 10_000 ? `${number(min)} or more` : `${number(min)} to ${number(max)}`;
}
