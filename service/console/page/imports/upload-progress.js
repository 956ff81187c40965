// How much of a file has arrived; to pause, and to take up again.

import { html, useEffect } from '../vendor/preact-htm.js';
import { bytes, duration, share } from '../format.js';
import { useAction } from '../loading.js';
import { announce } from '../parts/announcements.js';
import { Bar } from '../parts/bar.js';
import { ProblemBox } from '../parts/problem.js';
import { FileChoice } from './new-import.js';
import { pause, resume, send } from './uploads.js';

/** @param {{one: import('./words.js').Import, upload: import('./uploads.js').Upload | null}} props */
export function UploadProgress({ one, upload }) {
  const [takeUp, busy, problem] = useAction((/** @type {File} */ file) => send(one.id, file, one.parts));
  useEffect(() => {
    if (upload?.state === 'done') announce(`${upload.file.name} is uploaded`);
  }, [upload?.state]);
  if (!upload) {
    return html`
      <section class="card stack" aria-labelledby="upload" aria-busy=${busy}>
        <h2 id="upload">Upload</h2>
        <p>${one.bytes.total ? html`<strong>${bytes(one.bytes.total)}</strong> in ${one.parts?.length} ${one.parts?.length === 1 ? 'part has' : 'parts have'} arrived. If that is not the whole file, choose it again: the upload goes on from there.`
          : 'Nothing has arrived yet.'}</p>
        <${FileChoice} label=${one.bytes.total ? 'Choose the same file' : 'Choose a file'} onFile=${takeUp} disabled=${busy} />
        ${problem && html`<${ProblemBox} problem=${problem} />`}
      </section>`;
  }
  const { file, sent, state } = upload;
  return html`
    <section class="card stack" aria-labelledby="upload">
      <div class="spread wraps"><h2 id="upload">${state === 'done' ? 'Uploaded' : 'Upload'}: ${file.name}</h2>
        <div>${(state === 'sending' || state === 'retrying') && html`<button onClick=${() => pause(one.id)}>Pause</button>`}
          ${(state === 'paused' || state === 'failed') && html`<button class="primary" onClick=${() => resume(one.id)}>${state === 'failed' ? 'Try again' : 'Go on'}</button>`}</div></div>
      <div>${state !== 'done' && html`<${Bar} value=${sent / file.size} tone=${state === 'failed' ? 'bad' : ''} />`}
        <div class="spread hint"><span>${bytes(sent)} of ${bytes(file.size)}</span><span>${saying(upload)}</span></div></div>
      ${upload.problem && html`<${ProblemBox} problem=${upload.problem} />`}
      ${state !== 'done' && html`<p class="hint">You may look at other views meanwhile; closing the page pauses it.</p>`}
    </section>`;
}

/** @param {import('./uploads.js').Upload} upload */
function saying({ state, sent, before, since, file }) {
  if (state === 'retrying') return 'the service does not take it right now; trying again';
  if (state === 'paused') return 'paused';
  if (state === 'failed') return 'stopped; nothing that arrived is lost';
  if (state === 'done') return 'all of it has arrived';
  const seconds = (performance.now() - since) / 1000;
  const left = sent > before ? (seconds / (sent - before)) * (file.size - sent) : null;
  return [share(sent / file.size), left === null ? null : `about ${duration(left)} left`].filter(Boolean).join(', ');
}
