// What a creator may ask of the marketplace: everything that is known of them, and to be forgotten.

import { html, useState } from '../vendor/preact-htm.js';
import { get, request } from '../api.js';
import { useEvery, useLoaded } from '../loading.js';
import { Confirm } from '../parts/confirm.js';
import { Download } from '../parts/download.js';
import { ProblemBox } from '../parts/problem.js';
import { ReceiptTable } from '../parts/receipts.js';
import { address } from '../routes.js';

const LOOK_MILLISECONDS = 2000;

/** @param {{creator: any, mayErase: boolean, onErased: (receipt: string) => void}} props */
export function PersonalData({ creator, mayErase, onErased }) {
  const [asking, setAsking] = useState(false);
  const id = creator.external_id;
  return html`
    <section class="card stack" aria-labelledby="personal-title">
      <h2 id="personal-title">Personal data</h2>
      <div class="row">
        <${Download} path=${`/v1/creators/${id}/export`} name=${`${id}.json`}>Export everything<//>
        ${mayErase && html`<button class="danger" onClick=${() => setAsking(true)}>Erase…</button>`}
      </div>
      ${asking && html`<${Confirm} title=${`Erase ${creator.name}?`} act="Erase" onClose=${() => setAsking(false)} onConfirm=${async () => onErased(await erase(id))}>
        <p>Everything that is held about <b>${id}</b> goes, with every brand: out of matches at once, out of the index and old plans soon after. It cannot be taken back.
        The receipt says what is gone since when.</p><//>`}
    </section>`;
}

/** Erases, and gives the id of the receipt. @param {string} id */
async function erase(id) {
  const { headers } = await request('DELETE', `/v1/creators/${id}`);
  return /** @type {string} */ (headers.get('Creatormatch-Erasure'));
}

/** What is gone and what is still to go, until all is gone. @param {{receipt: string}} props */
export function Erased({ receipt }) {
  const { data, problem, reload } = useLoaded((signal) => get(`/v1/erasures/${receipt}`, {}, signal), [receipt]);
  useEvery(() => data?.complete || reload(), LOOK_MILLISECONDS);
  return html`
    <h1>Erased</h1>
    <div class="card stack">
      <p>The receipt names nobody and can be kept.</p>
      ${problem && html`<${ProblemBox} problem=${problem} retry=${reload} />`}
      ${data && html`<${ReceiptTable} receipts=${[data]} />`}
      <p><a href=${address('/creators')}>Back to the creators</a></p>
    </div>`;
}
