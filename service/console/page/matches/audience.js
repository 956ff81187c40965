// Whom a creator reaches: in one line, and as bars.

import { html } from '../vendor/preact-htm.js';
import { ShareBars } from '../charts/share-bars.js';
import { percent, words } from '../format.js';
import { countryName, languageName } from '../parts/vocabulary.js';

const MOST = 6;
const GROUPS = /** @type {[string, string, (id: string) => string][]} */ ([
  ['countries', 'Countries', countryName], ['ages', 'Ages', (id) => id], ['genders', 'Genders', words], ['languages', 'Languages', languageName],
]);

/** The largest first, ages in their order. @param {string} group @param {Record<string, number>} [shares] */
function inOrder(group, shares = {}) {
  const all = Object.entries(shares);
  return group === 'ages' ? all.sort() : all.sort((a, b) => b[1] - a[1]).slice(0, MOST);
}

/** "US 48 %, GB 24 % · 63 % female" @param {any} audience */
export function audienceInWords(audience) {
  const countries = inOrder('countries', audience?.countries).slice(0, 3).map(([id, value]) => `${id} ${percent(value, 0)}`).join(', ');
  const [gender] = inOrder('genders', audience?.genders);
  return [countries, gender && `${percent(gender[1], 0)} ${gender[0]}`].filter(Boolean).join(' · ').replaceAll(' %', '\u00a0%');
}

/** @param {{audience: any}} props */
export function AudienceBars({ audience }) {
  return html`<div class="audience-bars">${GROUPS.filter(([group]) => audience[group]).map(([group, title, name]) => html`
    <${ShareBars} key=${group} title=${title} shares=${inOrder(group, audience[group]).map(([id, value]) => ({ name: name(id), value }))} />`)}</div>`;
}
