// An import before it is started: its upload, how it is read, what would become of its first rows.

import { html, useEffect, useRef, useState } from '../vendor/preact-htm.js';
import { get, patch, post } from '../api.js';
import { useLoaded, useSettled } from '../loading.js';
import { difference } from '../merge-patch.js';
import { ProblemBox } from '../parts/problem.js';
import { FirstRows } from './first-rows.js';
import { Mapping } from './mapping.js';
import { ReadingForm } from './reading-form.js';
import { Start } from './start.js';
import { UploadProgress } from './upload-progress.js';
import { useUpload } from './uploads.js';

const ROWS = 10;

/** @param {{one: import('./words.js').Import, canWrite: boolean, reload: () => void}} props */
export function Preparing({ one, canWrite, reload }) {
  const upload = useUpload(one.id);
  const [wanted, setWanted] = useState(() => readingOf(one));
  const settled = JSON.stringify(useSettled(wanted, 250));
  const arrived = one.bytes.total > 0 || (upload?.sent ?? 0) > 0;
  const whole = upload?.state === 'done';
  const before = useRef(Promise.resolve(/** @type {unknown} */ (null)));
  const { data, problem, loading, reload: again } = useLoaded((signal) => {
    if (!arrived) return Promise.resolve(null);
    const done = before.current.then(() => save(one.id, JSON.parse(settled), canWrite, signal));
    before.current = done.catch(() => null);
    return done;
  }, [one.id, settled, arrived, whole]);
  useEffect(reload, [arrived, whole]);
  const isSaved = JSON.stringify(wanted) === settled && !loading;
  const preview = data?.preview;
  return html`
    <${UploadProgress} one=${one} upload=${upload} />
    ${problem && html`<${ProblemBox} problem=${problem} retry=${again} />`}
    ${arrived && html`<div class="stack" aria-busy=${!isSaved}>
      <${ReadingForm} wanted=${wanted} onChange=${setWanted} disabled=${!canWrite} />
      ${preview && html`
        <${Mapping} preview=${preview} wanted=${wanted} onChange=${setWanted} disabled=${!canWrite} />
        <${FirstRows} preview=${preview} />`}
      ${canWrite && html`<${Start} one=${one} wanted=${wanted} onChange=${setWanted} upload=${upload} ready=${isSaved && !problem && preview?.problems.length === 0} onStarted=${reload} />`}
    </div>`}`;
}

/** What a user may change. @param {import('./words.js').Import} one */
function readingOf(one) {
  return { format: one.format, sync: one.sync, csv: one.csv ?? null, mapping: one.mapping ?? null };
}

/**
 * Store how the import is read, unless it is so already, and try it out. One after the other, and never broken off while
 * it stores: what came late would overwrite what was wanted last, and an import would erase whom it should keep.
 * @param {string} id @param {ReturnType<typeof readingOf>} wanted @param {boolean} canWrite @param {AbortSignal} signal
 */
async function save(id, wanted, canWrite, signal) {
  signal.throwIfAborted();
  const path = `/v1/imports/${id}`;
  const before = readingOf(await get(path, {}, signal));
  const change = difference(before, wanted);
  if (canWrite && Object.keys(change).length) await patch(path, change);
  return { preview: await post(`${path}:preview`, undefined, { query: { rows: ROWS }, signal }) };
}
