// A new import begins with a file: chosen, dropped, or the example.

import { html, useRef, useState } from '../vendor/preact-htm.js';
import { post } from '../api.js';
import { bytes } from '../format.js';
import { useAction, useShown } from '../loading.js';
import { ProblemBox } from '../parts/problem.js';
import { saveFile } from '../parts/download.js';
import { go } from '../routes.js';
import { exampleFile } from './example.js';
import { guessReading } from './guess.js';
import { send } from './uploads.js';

const USUAL_LIMIT = 2 ** 30;

export function NewImport() {
  const isShown = useShown();
  const [begin, busy, problem] = useAction(async (/** @type {File} */ file) => {
    const made = await post('/v1/imports', await guessReading(file), { once: true });
    await send(made.id, file);
    if (isShown()) go(`/imports/${made.id}`);
  });
  const example = () => begin(exampleFile());
  return html`
    <section class="card stack" aria-labelledby="new-import" aria-busy=${busy}>
      <h2 id="new-import">New import</h2>
      <${FileChoice} label="Choose a file of creators" onFile=${begin} disabled=${busy} />
      ${problem && html`<${ProblemBox} problem=${problem} />`}
      <p class="hint row">No file at hand?
        <button disabled=${busy} onClick=${example}>Try the example</button>
        <button class="quiet" onClick=${() => saveFile(exampleFile(), 'example-creators.csv')}>Save it to look at</button></p>
    </section>`;
}

/** A place to choose a file, or drop it. @param {{label: string, onFile: (file: File) => unknown, disabled?: boolean}} props */
export function FileChoice({ label, onFile, disabled = false }) {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState('');
  const take = (/** @type {File | undefined} */ file) => {
    if (input.current) input.current.value = ''; // the same file may be chosen again
    if (!file || disabled) return;
    if (!file.size) return setRefused(`${file.name} is empty.`);
    setRefused(file.size > USUAL_LIMIT ? `${file.name} has ${bytes(file.size)}; unless its operator raised it, the service takes up to 1 GiB.` : '');
    onFile(file);
  };
  const drop = (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer?.files[0]);
  };
  return html`
    <label class=${`drop ${over ? 'over' : ''}`} onDragOver=${(/** @type {Event} */ event) => { event.preventDefault(); setOver(true); }}
      onDragLeave=${() => setOver(false)} onDrop=${drop}>
      <span><strong>${label}</strong> or drop it here</span>
      <input ref=${input} type="file" accept=".csv,.tsv,.txt,.ndjson,.jsonl,.json,text/csv,application/x-ndjson" disabled=${disabled}
        onChange=${(/** @type {any} */ event) => take(event.target.files[0])} />
      <span class="hint">CSV of any tool, or NDJSON with a creator a line; up to 1 GiB. Nothing is saved until you start the import.</span>
    </label>
    ${refused && html`<p class="warning" role="alert">${refused}</p>`}`;
}
