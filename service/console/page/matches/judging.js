// A verdict: the brief is stored where it was not, the verdict given, and the ranking asked for again at once.

import { useCallback, useRef, useState } from '../vendor/preact-htm.js';
import { useAction } from '../loading.js';
import { ranksOf } from './movement.js';

/** @typedef {import('./verdicts.js').Verdict} Verdict */
/** @typedef {{briefId: string, match: any, previous: Verdict | null, what: string}} Last the verdict that can be undone */

const SAID = /** @type {Record<string, string>} */ ({ shortlisted: 'shortlisted', rejected: 'rejected', hired: 'marked as hired' });

/**
 * `judge` stays the same function, so that cards which did not change are not drawn again.
 * @param {{ranking: ReturnType<typeof import('./ranking.js').useRanking>, verdicts: import('./verdicts.js').Verdicts,
 *   expect: (awaited: import('./movement.js').Awaited) => void, ensureSaved: () => Promise<string>}} using
 */
export function useJudging(using) {
  const latest = useRef(using);
  latest.current = using;
  const [last, setLast] = useState(/** @type {Last | null} */ (null));
  const [act, , problem] = useAction(async (/** @type {any} */ match, /** @type {Verdict | null} */ verdict, /** @type {boolean} */ canUndo) => {
    const { ranking, verdicts, ensureSaved } = latest.current;
    const before = ranksOf(ranking.items);
    const id = match.creator.external_id;
    const previous = verdicts.given.get(id) ?? null;
    const briefId = await ensureSaved();
    await verdicts.give(briefId, id, verdict);
    const what = `${match.creator.name} ${verdict ? SAID[verdict.verdict] : previous?.verdict === 'rejected' ? 'is back' : `is no longer ${SAID[previous?.verdict ?? '']}`}`;
    setLast(canUndo ? { briefId, match, previous, what } : null);
    latest.current.expect({ round: latest.current.ranking.refresh(), before, id, what });
  });
  const current = useRef(act);
  current.current = act;
  // Whoever judges fast is faster than the service: verdicts wait for the one before, and none is lost.
  const given = useRef(Promise.resolve());
  const queue = (/** @type {any} */ match, /** @type {Verdict | null} */ verdict, /** @type {boolean} */ canUndo) => {
    given.current = given.current.then(() => current.current(match, verdict, canUndo));
  };
  const judge = useCallback((/** @type {any} */ match, /** @type {Verdict | null} */ verdict) => queue(match, verdict, true), []);
  const undo = useCallback((/** @type {Last} */ done) => queue(done.match, done.previous, false), []);
  return { judge, undo, last, forget: () => setLast(null), problem };
}
