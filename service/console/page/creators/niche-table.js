// The niche map as a table that can be sorted.

import { html, useState } from '../vendor/preact-htm.js';
import { compact, number, words } from '../format.js';
import { address } from '../routes.js';

/** @typedef {import('../charts/niche-map-layout.js').Niche} Niche */

/** @type {{key: keyof Niche, name: string, figure?: boolean}[]} */
const COLUMNS = [
  { key: 'name', name: 'Niche' },
  { key: 'parent', name: 'Group' },
  { key: 'creators', name: 'Creators', figure: true },
  { key: 'median_followers', name: 'Median followers', figure: true },
];

/** @param {{niches: Niche[]}} props */
export function NicheTable({ niches }) {
  const [sort, setSort] = useState({ key: /** @type {keyof Niche} */ ('creators'), down: true });
  const names = new Map(niches.map((one) => [one.id, one.name]));
  const by = (/** @type {keyof Niche} */ key, /** @type {boolean | undefined} */ figure) =>
    setSort((before) => ({ key, down: before.key === key ? !before.down : Boolean(figure) }));
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label="Niches">
      <table>
        <thead><tr>${COLUMNS.map(({ key, name, figure }) => html`
          <th key=${key} scope="col" class=${figure ? 'figure' : ''} aria-sort=${sort.key === key ? (sort.down ? 'descending' : 'ascending') : 'none'}>
            <button class="quiet sort" onClick=${() => by(key, figure)}>${name}<span aria-hidden="true">${sort.key === key ? (sort.down ? ' ↓' : ' ↑') : ''}</span></button></th>`)}
          <th scope="col">Nearest</th></tr></thead>
        <tbody>${sorted(niches, sort).map((one) => html`<tr key=${one.id}>
          <th scope="row"><a href=${address('/creators', { niche: one.id })}>${one.name}</a></th>
          <td>${words(one.parent)}</td>
          <td class="figure">${number(one.creators)}</td>
          <td class="figure">${one.median_followers === null ? html`<span class="hint">unknown</span>` : compact(one.median_followers)}</td>
          <td class="hint">${one.nearest.slice(0, 3).map(({ id }) => names.get(id)).join(', ')}</td></tr>`)}</tbody>
      </table>
    </div>`;
}

/** @param {Niche[]} niches @param {{key: keyof Niche, down: boolean}} sort */
function sorted(niches, { key, down }) {
  const order = [...niches].sort((one, other) => compared(one[key], other[key]) || one.name.localeCompare(other.name));
  return down ? order.reverse() : order;
}

/** @param {unknown} one @param {unknown} other */
function compared(one, other) {
  return typeof one === 'string' ? one.localeCompare(String(other)) : Number(one ?? -1) - Number(other ?? -1);
}
