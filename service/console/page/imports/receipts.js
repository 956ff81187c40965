// Receipts of whom a sync erased. An import does not name its own, so they are found by their time.

import { html } from '../vendor/preact-htm.js';
import { get } from '../api.js';
import { number } from '../format.js';
import { useLoaded } from '../loading.js';
import { ProblemBox } from '../parts/problem.js';
import { ReceiptTable } from '../parts/receipts.js';

/** @param {{one: import('./words.js').Import}} props */
export function Receipts({ one }) {
  const wanted = one.state === 'finished' && one.counts.erased > 0;
  const { data, problem, reload } = useLoaded((signal) => (wanted ? readReceipts(one, signal) : Promise.resolve([])), [one.id, wanted]);
  if (!wanted) return null;
  return html`
    <section class="card stack" aria-labelledby="receipts">
      <h2 id="receipts">${number(one.counts.erased)} creators erased</h2>
      ${problem && html`<${ProblemBox} problem=${problem} retry=${reload} />`}
      ${data?.length > 0 && html`<p class="hint">Receipts of erasures that were made while it ran:</p><${ReceiptTable} receipts=${data} />`}
    </section>`;
}

/** @param {import('./words.js').Import} one @param {AbortSignal} signal */
async function readReceipts(one, signal) {
  const { items } = await get('/v1/erasures', { limit: 100 }, signal);
  const from = Date.parse(one.started_at ?? '');
  const to = Date.parse(one.finished_at ?? '');
  return items.filter((/** @type {{erased_at: string}} */ receipt) => Date.parse(receipt.erased_at) >= from && Date.parse(receipt.erased_at) <= to);
}
