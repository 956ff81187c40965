// Exchange rates: of which day, by whom, and what they are.

import { html } from '../vendor/preact-htm.js';
import { number } from '../format.js';
import { Card, Figure } from './figures.js';

/** @param {{rates: any}} props */
export function Rates({ rates }) {
  if (!rates) return null;
  const codes = Object.entries(/** @type {Record<string, string>} */ (rates.rates));
  return html`
    <${Card} title="Exchange rates" says=${rates.is_old ? 'old' : 'current'} tone=${rates.is_old ? 'warn' : 'good'}>
      <dl>
        <${Figure} of="Of the day">${rates.as_of}<//>
        <${Figure} of="Age">${number(rates.age_days)} ${rates.age_days === 1 ? 'day' : 'days'} <small>of ${number(rates.max_age_days)} at most</small><//>
        <${Figure} of="From">${rates.source === 'shipped' ? 'the shipped table' : rates.source}<//>
        <${Figure} of="Currencies">${number(codes.length + 1)}<//>
      </dl>
      <details><summary>1 ${rates.base} in other currencies</summary>
        <dl class="dense">${codes.map(([code, rate]) => html`<${Figure} key=${code} of=${code}>${rate}<//>`)}</dl></details>
    <//>`;
}
