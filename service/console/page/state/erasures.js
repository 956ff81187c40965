// Erasures whose traces are not gone from everywhere yet.

import { html } from '../vendor/preact-htm.js';
import { number } from '../format.js';
import { ReceiptTable } from '../parts/receipts.js';
import { Section } from './section.js';

const SHOWN = 5;

/** @param {{loaded: import('../loading.js').Loaded, isPostgresql: boolean}} props */
export function Erasures({ loaded, isPostgresql }) {
  const items = loaded.data?.items ?? [];
  const open = items.filter((/** @type {import('../parts/receipts.js').Receipt} */ one) => !one.complete);
  return html`
    <${Section} title="Erasures" loaded=${loaded}>
      ${open.length === 0 ? html`<p class="hint">${items.length ? `Whoever was erased is gone from everywhere that the service can see to; the last ${items.length === 1 ? 'receipt is' : `${number(items.length)} receipts are`} complete.` : 'Nobody was erased yet.'}</p>`
        : html`<${ReceiptTable} receipts=${open.slice(0, SHOWN)} />
          ${open.length > SHOWN && html`<p class="hint">and ${number(open.length - SHOWN)} more</p>`}
          <p class="hint">${isPostgresql ? html`Database files and the write-ahead log are cleaned by <code>creatormatch scrub</code>, once a day say; the rest by itself.` : 'These go by themselves, within minutes.'}</p>`}
    <//>`;
}
