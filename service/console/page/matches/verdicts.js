// What the brand has said of creators for this brief: read once, then kept up by what is said here.

import { useCallback, useEffect, useMemo, useState } from '../vendor/preact-htm.js';
import { put, remove } from '../api.js';
import { readAll } from '../pages.js';

/** @typedef {{verdict: 'shortlisted' | 'rejected' | 'hired', reason?: string}} Verdict */
/** @typedef {{given: Map<string, Verdict>, give: (briefId: string, externalId: string, verdict: Verdict | null) => Promise<void>}} Verdicts */

/** @param {string | null} briefId null: no verdicts, as nothing is stored @returns {Verdicts} */
export function useVerdicts(briefId) {
  const [read, setRead] = useState({ briefId: '', verdicts: /** @type {Map<string, Verdict>} */ (new Map()) });
  // Beside what was read, by brief: a slow reading must not undo what was said meanwhile.
  const [said, setSaid] = useState(/** @type {Map<string, Map<string, Verdict | null>>} */ (new Map()));
  useEffect(() => {
    if (!briefId) return;
    const controller = new AbortController();
    readVerdicts(briefId, controller.signal).then((verdicts) => controller.signal.aborted || setRead({ briefId, verdicts }), () => {});
    return () => controller.abort();
  }, [briefId]);
  const give = useCallback(async (/** @type {string} */ id, /** @type {string} */ externalId, /** @type {Verdict | null} */ verdict) => {
    const path = `/v1/briefs/${id}/feedback/${externalId}`;
    await (verdict ? put(path, verdict) : remove(path));
    setSaid((before) => new Map(before).set(id, new Map(before.get(id)).set(externalId, verdict)));
  }, []);
  const given = useMemo(() => merged(read.briefId === briefId ? read.verdicts : new Map(), said.get(briefId ?? '')), [briefId, read, said]);
  return { given, give };
}

/** @param {Map<string, Verdict>} read @param {Map<string, Verdict | null>} [said] */
function merged(read, said = new Map()) {
  const all = new Map(read);
  for (const [id, verdict] of said) {
    if (verdict) all.set(id, verdict);
    else all.delete(id);
  }
  return all;
}

/** @param {string} briefId @param {AbortSignal} signal @returns {Promise<Map<string, Verdict>>} */
async function readVerdicts(briefId, signal) {
  const items = await readAll(`/v1/briefs/${briefId}/feedback`, signal);
  return new Map(items.map((one) => [one.external_id, { verdict: one.verdict, ...(one.reason && { reason: one.reason }) }]));
}
