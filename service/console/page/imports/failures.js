// The rows that failed and why: the first of them to look at, all of them to take away.

import { html } from '../vendor/preact-htm.js';
import { respond } from '../api.js';
import { number } from '../format.js';
import { useLoaded } from '../loading.js';
import { Download } from '../parts/download.js';
import { ProblemBox } from '../parts/problem.js';
import { isMoving } from './words.js';

const SHOWN = 50;

/** @typedef {{line: number, external_id: string | null, problems: import('../api.js').Offence[]}} Failure */

/** @param {{one: import('./words.js').Import}} props */
export function Failures({ one }) {
  const { failed } = one.counts;
  const seen = isMoving(one) ? Math.min(failed, SHOWN) : failed; // the first ones do not change while more are found
  const { data, problem, reload } = useLoaded((signal) => (failed ? readFirst(one.id, signal) : Promise.resolve([])), [one.id, seen]);
  if (!failed) return one.state === 'finished' && one.counts.lines ? html`<p class="hint">No row failed.</p>` : null;
  const path = `/v1/imports/${one.id}/errors`;
  return html`
    <section class="card stack" aria-labelledby="failures" aria-busy=${!data}>
      <div class="spread wraps"><h2 id="failures">${number(failed)} ${failed === 1 ? 'row' : 'rows'} failed</h2>
        <div class="row"><${Download} path=${path} query=${{ format: 'csv' }} name=${`${one.id}-errors.csv`}>Save as CSV<//>
          <${Download} path=${path} query=${{ format: 'ndjson' }} name=${`${one.id}-errors.ndjson`}>Save as NDJSON<//></div></div>
      ${problem && html`<${ProblemBox} problem=${problem} retry=${reload} />`}
      ${data && data.length === 0 && html`<p class="hint">What was wrong with them is kept for seven days after the end, and gone now. Import the file anew to see it again.</p>`}
      ${data && data.length > 0 && html`<${Table} failures=${data} failed=${failed} />`}
      <p class="hint">Correct these rows in the file and import it again: all others stay unchanged.</p>
    </section>`;
}

/** @param {{failures: Failure[], failed: number}} props */
function Table({ failures, failed }) {
  return html`
    <div class="scroll tall" tabindex="0" role="region" aria-label="Rows that failed">
      <table>
        ${failed > failures.length && html`<caption class="hint">The first ${number(failures.length)} of ${number(failed)}</caption>`}
        <thead><tr><th scope="col" class="figure">Line</th><th scope="col">Creator</th><th scope="col">What is wrong</th></tr></thead>
        <tbody>${failures.map((one) => html`
          <tr key=${one.line}><th scope="row" class="figure">${number(one.line)}</th><td>${one.external_id ?? '–'}</td>
            <td><ul class="bare">${one.problems.map((problem) => html`<li><code>${problem.path}</code> ${problem.message}</li>`)}</ul></td></tr>`)}</tbody>
      </table>
    </div>`;
}

/** A file with a million bad rows is not read to its end for fifty. @param {string} id @param {AbortSignal} signal @returns {Promise<Failure[]>} */
async function readFirst(id, signal) {
  const response = await respond('GET', `/v1/imports/${id}/errors`, { query: { format: 'ndjson' }, signal });
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += decoder.decode(part.value, { stream: true });
    if (text.split('\n').length > SHOWN) break;
  }
  void reader.cancel();
  return text.split('\n').slice(0, SHOWN).filter((line) => line.endsWith('}')).map((line) => JSON.parse(line));
}
