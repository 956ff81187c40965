// Whom a creator reaches, in one line.

import { percent } from '../format.js';
import { inOrder } from '../parts/audience-bars.js';

/** "US 48 %, GB 24 % · 63 % female" @param {any} audience */
export function audienceInWords(audience) {
  const countries = inOrder('countries', audience?.countries).slice(0, 3).map(([id, value]) => `${id} ${percent(value, 0)}`).join(', ');
  const [gender] = inOrder('genders', audience?.genders);
  return [countries, gender && `${percent(gender[1], 0)} ${gender[0]}`].filter(Boolean).join(' · ').replaceAll(' %', '\u00a0%');
}
