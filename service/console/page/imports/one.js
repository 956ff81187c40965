// One import: uploaded and tried out, running, or at its end.

import { html, useEffect, useRef, useState } from '../vendor/preact-htm.js';
import { get, remove } from '../api.js';
import { useEvery, useLoaded } from '../loading.js';
import { announce } from '../parts/announcements.js';
import { Confirm } from '../parts/confirm.js';
import { ProblemBox } from '../parts/problem.js';
import { go } from '../routes.js';
import { Failures } from './failures.js';
import { Preparing } from './preparing.js';
import { Progress } from './progress.js';
import { Receipts } from './receipts.js';
import { forgetUpload } from './uploads.js';
import { endText, isMoving, STATES, TONES } from './words.js';

/** @param {{id: string, canWrite: boolean}} props */
export function OneImport({ id, canWrite }) {
  const { data, problem, loading, reload } = useLoaded((signal) => get(`/v1/imports/${encodeURIComponent(id)}`, {}, signal), [id]);
  const [asks, setAsks] = useState(false);
  const wasMoving = useRef(false);
  useEvery(() => !loading && data && isMoving(data) && reload(), 1_000);
  useEffect(() => {
    if (!data) return;
    if (wasMoving.current && !isMoving(data)) announce(endText(data));
    wasMoving.current = isMoving(data);
  }, [data?.state]);
  const back = html`<p><a href="#/imports">All imports</a></p>`;
  if (!data) return html`${back}<h1>Import</h1>${problem && html`<${ProblemBox} problem=${problem} retry=${reload} />`}`;
  const running = isMoving(data);
  const removeIt = async () => {
    await remove(`/v1/imports/${id}`);
    forgetUpload(id);
    announce('The import is removed');
    go('/imports');
  };
  return html`
    ${back}
    <div class="spread wraps import-head">
      <div><h1>Import <span class=${`tag ${TONES[/** @type {keyof typeof TONES} */ (data.state)]}`}>${STATES[/** @type {keyof typeof STATES} */ (data.state)]}</span></h1>
        <p class="hint"><code>${data.id}</code> · ${data.format === 'csv' ? 'CSV' : 'NDJSON'}${data.sync ? ' · sync' : ''} · made ${new Date(data.created_at).toLocaleString()}</p></div>
      ${canWrite && html`<button class="danger" onClick=${() => setAsks(true)}>${running ? 'Stop and remove' : 'Remove'}</button>`}
    </div>
    <div class="stack">
      ${problem && html`<${ProblemBox} problem=${problem} retry=${reload} />`}
      ${data.state === 'uploading'
        ? html`<${Preparing} one=${data} canWrite=${canWrite} reload=${reload} />`
        : html`<${Progress} one=${data} /><${Receipts} one=${data} /><${Failures} one=${data} />`}
    </div>
    ${asks && html`
      <${Confirm} title=${running ? 'Stop this import?' : 'Remove this import?'} act=${running ? 'Stop and remove' : 'Remove'} onConfirm=${removeIt} onClose=${() => setAsks(false)}>
        <p>${data.state === 'uploading' ? 'What was uploaded is deleted.' : 'What it saved stays saved; its counts and the list of what was wrong go.'}</p>
      <//>`}`;
}
