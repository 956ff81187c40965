// All imports, the newest first.

import { html } from '../vendor/preact-htm.js';
import { ago, number } from '../format.js';
import { useEvery } from '../loading.js';
import { useNewest } from '../pages.js';
import { Bar } from '../parts/bar.js';
import { ProblemBox } from '../parts/problem.js';
import { address } from '../routes.js';
import { done, isMoving, progressText, rate, STATES, TONES } from './words.js';

const AT_ONCE = 20;

/** @typedef {import('./words.js').Import} Import */

export function ImportList() {
  const { items, problem, loading, reload, more } = useNewest('/v1/imports', AT_ONCE);
  useEvery(() => !loading && items?.some(isMoving) && reload(), 1_000);
  if (!items) return problem ? html`<${ProblemBox} problem=${problem} retry=${reload} />` : html`<div aria-busy="true"></div>`;
  return html`
    <section class="card" aria-labelledby="all-imports">
      <h2 id="all-imports">All imports</h2>
      ${problem && html`<${ProblemBox} problem=${problem} retry=${reload} />`}
      ${items.length ? html`<${Table} items=${items} />` : html`<${WhatItIs} />`}
      ${more && html`<p><button onClick=${more}>Show more</button></p>`}
    </section>`;
}

/** @param {{items: Import[]}} props */
function Table({ items }) {
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label="All imports">
      <table>
        <thead><tr><th scope="col">Import</th><th scope="col">State</th><th scope="col">Progress</th>
          <th scope="col" class="figure">Rows</th><th scope="col" class="figure">Failed</th><th scope="col" class="figure">Speed</th></tr></thead>
        <tbody>${items.map((one) => html`
          <tr key=${one.id}>
            <th scope="row"><a href=${address(`/imports/${one.id}`)} title=${one.id}>${one.format === 'csv' ? 'CSV' : 'NDJSON'}, ${ago(one.created_at)}</a>
              ${one.sync && html` <span class="tag warn">sync</span>`}</th>
            <td><span class=${`tag ${TONES[one.state]}`}>${STATES[one.state]}</span></td>
            <td class="progress-cell">${one.state === 'uploading' ? null : html`<${Bar} value=${done(one)} tone=${one.state === 'failed' ? 'bad' : ''} />`}
              <span class="hint">${progressText(one)}</span></td>
            <td class="figure">${number(one.counts.lines)}</td>
            <td class=${`figure ${one.counts.failed ? 'bad-text' : ''}`}>${number(one.counts.failed)}</td>
            <td class="figure">${rate(one)}</td>
          </tr>`)}</tbody>
      </table>
    </div>`;
}

function WhatItIs() {
  return html`
    <div class="stack">
      <p>No file was imported yet. An import reads a file of creators in the background: each row becomes a creator, or is refused with
        the reason; the same file again changes nothing. A CSV's columns may be called anything, you say which is which:</p>
      <pre class="scroll" tabindex="0" aria-label="Two lines of CSV">Username,Full Name,Followers,Engagement Rate,Bio,Country
@lena.cooks,Lena Vogt,12.4K,3.4%,Quick dinners from a small kitchen,Germany</pre>
    </div>`;
}
