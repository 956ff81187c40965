// Who follows a creator, as shares.

import { html } from '../vendor/preact-htm.js';
import { percent } from '../format.js';
import { AudienceBars, hasShares } from '../parts/audience-bars.js';

/** @param {{audience: any}} props */
export function Audience({ audience }) {
  return html`
    <section class="card stack" aria-labelledby="audience-title">
      <h2 id="audience-title">Audience</h2>
      ${!hasShares(audience) && html`<p class="hint">Nothing is known of it.</p>`}
      <div class="creator-audience"><${AudienceBars} audience=${audience} /></div>
      ${audience?.credibility_pct !== undefined && html`<p>${percent(audience.credibility_pct)} of the followers look real.</p>`}
    </section>`;
}
