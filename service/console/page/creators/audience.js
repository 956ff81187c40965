// Who follows a creator, as shares.

import { html } from '../vendor/preact-htm.js';
import { ShareBars } from '../charts/share-bars.js';
import { percent, words } from '../format.js';
import { countryName, languageName } from '../parts/vocabulary.js';

/** @type {{key: string, title: string, name: (id: string) => string}[]} */
const GROUPS = [
  { key: 'countries', title: 'Countries', name: countryName },
  { key: 'ages', title: 'Ages', name: (id) => id },
  { key: 'genders', title: 'Genders', name: words },
  { key: 'languages', title: 'Languages', name: languageName },
];

/** @param {{audience: any}} props */
export function Audience({ audience }) {
  const known = GROUPS.filter(({ key }) => audience?.[key] && Object.keys(audience[key]).length);
  return html`
    <section class="card stack" aria-labelledby="audience-title">
      <h2 id="audience-title">Audience</h2>
      ${known.length === 0 && html`<p class="hint">Nothing is known of it.</p>`}
      <div class="creator-audience">${known.map(({ key, title, name }) => html`
        <${ShareBars} key=${key} title=${title} shares=${inOrder(key, audience[key]).map(([id, value]) => ({ name: name(id), value }))} />`)}</div>
      ${audience?.credibility_pct !== undefined && html`<p>${percent(audience.credibility_pct)} of the followers look real.</p>`}
    </section>`;
}

/** Ages as they grow, the others with the largest first. @param {string} key @param {Record<string, number>} shares */
function inOrder(key, shares) {
  const entries = Object.entries(shares);
  return key === 'ages' ? entries.sort() : entries.sort((one, other) => other[1] - one[1]);
}
