// Shares of an audience: by country, age, gender and language.

import { html } from '../vendor/preact-htm.js';
import { ShareBars } from '../charts/share-bars.js';
import { words } from '../format.js';
import { countryName, languageName } from './vocabulary.js';

/** @type {{key: string, title: string, name: (id: string) => string}[]} */
const GROUPS = [
  { key: 'countries', title: 'Countries', name: countryName },
  { key: 'ages', title: 'Ages', name: (id) => id },
  { key: 'genders', title: 'Genders', name: words },
  { key: 'languages', title: 'Languages', name: languageName },
];

/** Ages as they grow, the others with the largest first. @param {string} key of the group @param {Record<string, number>} [shares] */
export function inOrder(key, shares = {}) {
  const entries = Object.entries(shares);
  return key === 'ages' ? entries.sort() : entries.sort((one, other) => other[1] - one[1]);
}

/** @param {any} audience */
const known = (audience) => GROUPS.filter(({ key }) => Object.keys(audience?.[key] ?? {}).length > 0);

/** Whether any share is known. @param {any} audience */
export const hasShares = (audience) => known(audience).length > 0;

/** @param {{audience: any, most?: number}} props `most`: of each group but ages */
export function AudienceBars({ audience, most = Infinity }) {
  return known(audience).map(({ key, title, name }) => {
    const shares = inOrder(key, audience[key]).slice(0, key === 'ages' ? Infinity : most);
    return html`<${ShareBars} key=${key} title=${title} shares=${shares.map(([id, value]) => ({ name: name(id), value }))} />`;
  });
}
