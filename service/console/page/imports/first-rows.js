// What would become of the first rows, and what is wrong with them.

import { html } from '../vendor/preact-htm.js';
import { number } from '../format.js';

/** @typedef {{line: number, external_id: string | null, document: any, problems: import('../api.js').Offence[]}} Row */

/** @param {{preview: {rows: Row[]}}} props */
export function FirstRows({ preview }) {
  const { rows } = preview;
  if (!rows.length) return null;
  const bad = rows.filter((row) => row.problems.length).length;
  return html`
    <section class="card stack" aria-labelledby="first-rows">
      <div class="spread wraps"><h2 id="first-rows">The first ${rows.length === 1 ? 'row' : `${rows.length} rows`}</h2>
        <span class=${`tag ${bad === rows.length ? 'bad' : bad ? 'warn' : 'good'}`}>${bad === rows.length ? 'all of them would fail' : bad ? `${bad} would fail` : 'all of them are fine'}</span></div>
      <div class="scroll" tabindex="0" role="region" aria-label="The first rows as they would be saved">
        <table>
          <thead><tr><th scope="col" class="figure">Line</th><th scope="col">Id</th><th scope="col">Name</th><th scope="col">Text</th><th scope="col">Accounts</th><th scope="col">Place</th><th scope="col">Prices</th></tr></thead>
          <tbody>${rows.map((row) => html`
            <tr key=${row.line} class=${row.problems.length ? 'bad' : ''}><th scope="row" class="figure">${number(row.line)}</th>
              ${row.problems.length ? html`<td class="id">${row.external_id ?? '–'}</td><td colspan="5"><ul class="bare">${row.problems.map((one) => html`<li><code>${one.path}</code> ${one.message}</li>`)}</ul></td>`
                : html`<${Saved} row=${row} />`}</tr>`)}</tbody>
        </table>
      </div>
    </section>`;
}

/** @param {{row: Row}} props */
function Saved({ row }) {
  const { name, text, accounts = [], country, city, languages = [], rate_card: card } = row.document ?? {};
  return html`
    <td class="id">${row.external_id}</td><td>${name}</td><td class="text">${text}</td>
    <td><ul class="bare">${accounts.map((/** @type {any} */ one) => html`<li>${one.platform} ${one.handle}${one.followers === undefined ? '' : `, ${number(one.followers)}`}</li>`)}</ul></td>
    <td>${[city, country, languages.join(' ')].filter(Boolean).join(', ')}</td>
    <td><ul class="bare">${Object.entries(card?.rates ?? {}).map(([kind, amount]) => html`<li>${kind} ${amount} ${card.currency}</li>`)}</ul></td>`;
}
