// What a plan says, in plain words.

import { duration, formatOf, money, number, percent } from '../format.js';

/** @typedef {import('./shapes.js').Plan} Plan */

const UNITS = { engagements: 'engagements', reach: 'people reached', fit: 'points of fit', blend: 'points of the blend' };

/** @param {import('./shapes.js').Unit} unit */
export const unitWords = (unit) => UNITS[unit];

/** Whether it is counted one by one, so that one has a price. @param {import('./shapes.js').Unit} unit */
export const isCounted = (unit) => unit === 'engagements' || unit === 'reach';

/** What a value is called in a table. */
export const COUNTED = { engagements: 'Engagements', reach: 'Reach', fit: 'Fit', blend: 'Blend' };

/** 23,922, or 3.41 of what is counted in parts. @param {number} value @param {import('./shapes.js').Unit} unit */
export function figure(value, unit) {
  if (isCounted(unit)) return number(value);
  return value.toLocaleString(undefined, { maximumFractionDigits: unit === 'fit' ? 2 : 3 });
}

/** 23,922 engagements @param {number} value @param {import('./shapes.js').Unit} unit */
export const worth = (value, unit) => `${figure(value, unit)} ${unitWords(unit)}`;

/** €0.65, with more digits of what is small. @param {number} amount @param {string} currency */
export function about(amount, currency) {
  const digits = amount < 0.1 ? { maximumSignificantDigits: 2 } : amount >= 100 ? { maximumFractionDigits: 0 } : {};
  return formatOf({ style: 'currency', currency, ...digits }).format(amount);
}

/** 1 creator, 3 creators @param {number} count */
export const creators = (count) => `${number(count)} ${count === 1 ? 'creator' : 'creators'}`;

/** How good the plan is, and how sure that is. @param {Plan} plan @returns {{tone: string, title: string, text: string}} */
export function statusWords(plan) {
  const gap = percent(plan.gap_pct ?? 0, 2);
  switch (plan.status) {
    case 'optimal': return { tone: 'good', title: 'Proven', text: 'No other choice is worth more.' };
    case 'feasible': return { tone: 'good', title: `Within ${gap}`, text: `No other choice is worth more than ${gap} beyond this one.` };
    case 'stopped': return { tone: 'warn', title: 'Time was up', text: `The best found in ${duration(plan.request.seconds)}. ${plan.gap_pct === null
      ? 'How far it is from the best possible is not known.' : `The best possible is at most ${gap} better.`}` };
    default: return { tone: 'bad', title: 'Nothing fits', text: 'No choice of creators keeps every rule. Each of these changes would make one possible:' };
  }
}

/** Told to who cannot see the page change. @param {Plan} plan */
export function solvedWords(plan) {
  if (plan.status === 'infeasible') return 'Solved: nothing fits these rules.';
  const { totals } = plan;
  return `Solved: ${creators(totals.creators)} for ${money(totals.price, plan.currency)}, about ${worth(totals.value, plan.unit)}.`;
}

const REFUSED = /** @type {Record<string, string>} */ ({
  no_forecast: 'lack figures to forecast from',
  price_unknown: 'have no known price',
  not_offered: 'do not make this work',
  add_on_price_unknown: 'name no price for an add-on',
  no_exchange_rate: 'ask for a currency without an exchange rate',
  not_indexed: 'are not embedded yet',
  price_too_large: 'cost more than any budget',
});

/** "55 lack figures to forecast from" @param {Record<string, number>} refused */
export const refusedWords = (refused) => Object.entries(refused)
  .map(([reason, count]) => `${number(count)} ${REFUSED[reason] ?? `were refused (${reason.replaceAll('_', ' ')})`}`);

/** 1 Instagram reel + 2 Instagram story frames @param {import('./shapes.js').Deliverable[]} work
 * @param {Map<string, string>} names */
export const workWords = (work, names) => work.map((one) => `${one.quantity} × ${names.get(one.kind) ?? one.kind}`).join(' + ');

/** Begun with a capital. @param {string} text */
export const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);
