// The start of an import; one that erases whom the file lacks is asked about twice.

import { html, useState } from '../vendor/preact-htm.js';
import { get, post } from '../api.js';
import { bytes, number } from '../format.js';
import { useAction, useLoaded } from '../loading.js';
import { announce } from '../parts/announcements.js';
import { Confirm } from '../parts/confirm.js';
import { ProblemBox } from '../parts/problem.js';

/** @param {{one: import('./words.js').Import, wanted: any, onChange: (wanted: any) => void, upload: import('./uploads.js').Upload | null,
 *   ready: boolean, onStarted: () => void}} props */
export function Start({ one, wanted, onChange, upload, ready, onStarted }) {
  const [asks, setAsks] = useState(false);
  const start = async () => {
    await post(`/v1/imports/${one.id}:start`, undefined, { once: true });
    announce('The import has started');
    onStarted();
  };
  const [begin, busy, problem] = useAction(start);
  const unfinished = upload !== null && upload.state !== 'done';
  return html`
    <section class="card stack" aria-label="Start">
      <label class="check"><input type="checkbox" checked=${wanted.sync} onChange=${(/** @type {any} */ event) => onChange({ ...wanted, sync: event.target.checked })} />
        Sync: the file is complete, erase every creator who is not in it</label>
      ${wanted.sync && html`<p class="warning"><strong>Whoever is not in this file is erased for good</strong>, with prices, feedback and places in plans. It is meant for full exports only.
        ${!upload && html` This page did not see the whole upload: make sure that ${bytes(one.bytes.total)} is the size of your file.`}</p>`}
      ${problem && html`<${ProblemBox} problem=${problem} />`}
      <div class="row">
        <button class="primary" disabled=${!ready || busy || unfinished} onClick=${() => (wanted.sync ? setAsks(true) : begin())}>Start the import</button>
        <span class="hint">${unfinished ? 'once the upload is complete' : ready ? 'rows that fail are left out and told' : ''}</span>
      </div>
    </section>
    ${asks && html`<${SyncQuestion} onConfirm=${start} onClose=${() => setAsks(false)} />`}`;
}

/** @param {{onConfirm: () => Promise<void>, onClose: () => void}} props */
function SyncQuestion({ onConfirm, onClose }) {
  const [sure, setSure] = useState(false);
  const { data } = useLoaded((signal) => get('/v1/status', {}, signal), []);
  return html`
    <${Confirm} title="Erase everybody who is not in the file?" act="Start, and erase them at the end" ready=${sure} onConfirm=${onConfirm} onClose=${onClose}>
      <p>${data ? html`The service holds <strong>${number(data.creators)}</strong> creators now. ` : ''}After the last row, those of them whom the file does not name are erased. This cannot be undone; a receipt says how many they were.</p>
      <label class="check"><input type="checkbox" checked=${sure} onChange=${(/** @type {any} */ event) => setSure(event.target.checked)} /> The file names every creator who is to stay</label>
    <//>`;
}
