// Who moved when a verdict changed the ranking: marks beside the ranks, and words for who does not see them.

import { useEffect, useMemo, useRef } from '../vendor/preact-htm.js';
import { announce } from '../parts/announcements.js';

/** @typedef {{from: number | null, to: number}} Step `from` null: was not among those shown */
/** @typedef {{steps: Map<string, Step>, words: string}} Movement */
/** @typedef {{round: number, before: Map<string, number>, id: string, what: string}} Awaited `id`: who was judged */

/** @type {Movement} */
const STILL = { steps: new Map(), words: '' };

/** The ranks of those shown. @param {any[]} items @returns {Map<string, number>} */
export const ranksOf = (items) => new Map(items.map((match) => [match.creator.external_id, match.rank]));

/**
 * `[movement, expect]`: `expect` says which round of the ranking will show what, against which ranks.
 * @param {ReturnType<typeof import('./ranking.js').useRanking>} ranking
 * @returns {[Movement, (awaited: Awaited) => void]}
 */
export function useMovement(ranking) {
  const awaited = useRef(/** @type {Awaited | null} */ (null));
  const movement = useMemo(() => {
    const found = awaited.current;
    if (!found || ranking.round < found.round) return STILL;
    awaited.current = null;
    const steps = stepsBetween(found.before, ranking.items);
    return { steps, words: inWords(found, steps, ranking.items) };
  }, [ranking.answer]);
  useEffect(() => {
    if (movement.words) announce(movement.words);
  }, [movement]);
  return [movement, (next) => {
    awaited.current = next;
  }];
}

/** @param {Map<string, number>} before @param {any[]} items */
function stepsBetween(before, items) {
  /** @type {Map<string, Step>} */
  const steps = new Map();
  for (const [id, to] of ranksOf(items)) {
    const from = before.get(id) ?? null;
    if (from !== to) steps.set(id, { from, to });
  }
  return steps;
}

/** The step of who was judged, how many others moved, and the largest rise among them.
 * @param {Awaited} awaited @param {Map<string, Step>} steps @param {any[]} items */
function inWords({ id, what }, steps, items) {
  const own = steps.get(id);
  const first = own && !own.from ? `${what} at ${own.to}.` : own?.from ? `${what} and ${own.from > own.to ? 'rises' : 'falls'} from ${own.from} to ${own.to}.` : `${what}.`;
  const others = items.filter((match) => match.creator.external_id !== id && steps.has(match.creator.external_id));
  if (others.length === 0) return `${first} Nobody else moved.`;
  const best = others.reduce((a, b) => (riseOf(steps, b) > riseOf(steps, a) ? b : a));
  const step = steps.get(best.creator.external_id);
  const rise = riseOf(steps, best) > 0 ? `; ${best.creator.name} rises from ${step?.from} to ${step?.to}` : '';
  return `${first} ${others.length} ${others.length === 1 ? 'other' : 'others'} moved${rise}.`;
}

/** @param {Map<string, Step>} steps @param {any} match */
function riseOf(steps, match) {
  const step = steps.get(match.creator.external_id);
  return step?.from ? step.from - step.to : 0;
}
