// Receipts of erasures: how many, when, and where they are still to be gone from.

import { html } from '../vendor/preact-htm.js';
import { ago, number, words } from '../format.js';

/** @typedef {{id: string, creators: number, erased_at: string, complete: boolean,
 *   stores: {store: string, state: string, waits_for: string | null}[]}} Receipt */

/** @param {{receipts: Receipt[]}} props */
export function ReceiptTable({ receipts }) {
  return html`
    <div class="scroll receipts" tabindex="0" role="region" aria-label="Receipts of erasures">
      <table>
        <thead><tr><th scope="col">Receipt</th><th scope="col" class="figure">Creators</th><th scope="col">Erased</th><th scope="col">Still to go from</th></tr></thead>
        <tbody>${receipts.map((one) => html`
          <tr key=${one.id}><th scope="row"><code>${one.id}</code></th><td class="figure">${number(one.creators)}</td><td>${ago(one.erased_at)}</td>
            <td>${one.complete ? html`<span class="tag good">all gone</span>` : html`<ul class="bare">${one.stores.filter((store) => store.state === 'waiting').map((store) => html`
              <li>${words(store.store)}<span class="hint">${store.waits_for ? `: waits for ${store.waits_for}` : ''}</span></li>`)}</ul>`}</td></tr>`)}</tbody>
      </table>
    </div>`;
}
