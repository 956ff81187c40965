// A creator's accounts with the figures that matter for a brief.

import { html } from '../vendor/preact-htm.js';
import { compact, number, percent } from '../format.js';
import { nameOf } from '../parts/vocabulary.js';

/** @param {{accounts?: any[], platforms: any[]}} props */
export function Accounts({ accounts = [], platforms }) {
  if (accounts.length === 0) return html`<p class="hint accounts">No account is known.</p>`;
  return html`<ul class="accounts">${accounts.map((one) => html`
    <li key=${one.platform + one.handle}>
      <span>${nameOf(platforms, one.platform)} <span class="handle">@${one.handle}</span></span>
      <span class="figures">
        <span title="followers">${one.followers === undefined || one.followers === null ? 'followers unknown' : html`${number(one.followers)} followers`}</span>
        ${one.engagement_rate_pct !== undefined && html`<span>${percent(one.engagement_rate_pct, 2)} engagement${one.engagement_basis ? ` by ${one.engagement_basis}` : ''}</span>`}
        ${one.average_views !== undefined && html`<span>${compact(one.average_views)} views on average</span>`}
      </span>
    </li>`)}</ul>`;
}
