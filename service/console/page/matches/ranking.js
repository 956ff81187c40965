// The ranking that the brief on screen leads to: asked as it changes, page by page, again after a verdict.
//
//   const ranking = useRanking(briefId, document, options);
//   html`<${Matches} ranking=${ranking} options=${options} setOptions=${setOptions} ensureSaved=${ensureSaved} briefId=${briefId} />`

import { useCallback, useEffect, useMemo, useRef, useState } from '../vendor/preact-htm.js';
import { get, post } from '../api.js';
import { asProblem, useSettled } from '../loading.js';
import { announce } from '../parts/announcements.js';

const PAGE = 20;
const MOST_AT_ONCE = 200;
const SLIDING_MILLISECONDS = 150;
const NOTHING = { answer: null, items: [], cursor: null, problem: null, loading: false, round: 0 };

/** @typedef {{answer: any, items: any[], cursor: string | null, problem: import('../api.js').Problem | null, loading: boolean, round: number}} State
 * `answer`: the first page, which says what holds for all; `round`: which asking it answers. */

/** Ask for the matches of a brief: of the stored one where `briefId` is given (which says that it is stored and
 * unchanged), else of `document`. An empty text asks nothing.
 * @param {string | null} briefId
 * @param {any} document a brief as POST /v1/briefs takes it, once typing has paused
 * @param {import('./options.js').Options} options
 */
export function useRanking(briefId, document, options) {
  const body = !briefId && document?.text?.trim() ? JSON.stringify(document) : '';
  const diversity = useSettled(options.diversity, SLIDING_MILLISECONDS);
  const query = { sort: options.sort, diversity, facets: options.facets };
  const isAsked = briefId !== null || body !== '';
  const [state, setState] = useState(/** @type {State} */ (NOTHING));
  const [round, setRound] = useState(0);
  const rounds = useRef(0);
  const last = useRef({ id: /** @type {string | null} */ (null), body: '', limit: PAGE });
  const shown = useRef(state);
  shown.current = state;

  useEffect(() => {
    if (!isAsked) return setState(NOTHING);
    if (!isSameBrief(last.current, briefId, body)) last.current.limit = PAGE;
    Object.assign(last.current, { id: briefId, body });
    const controller = new AbortController();
    setState((before) => ({ ...before, loading: true }));
    ask(briefId, body, { ...query, limit: last.current.limit }, controller.signal).then(
      (answer) => controller.signal.aborted || setState({ answer, items: answer.items, cursor: answer.next_cursor, problem: null, loading: false, round }),
      (error) => controller.signal.aborted || setState((before) => ({ ...before, problem: asProblem(error), loading: false })),
    );
    return () => controller.abort();
  }, [briefId, body, isAsked, query.sort, query.diversity, query.facets, round]);

  /** Ask again, for as many as are shown at least. Gives the round that the answer will bear. */
  const refresh = useCallback((limit = 0) => {
    last.current.limit = Math.min(MOST_AT_ONCE, Math.max(PAGE, limit, shown.current.items.length));
    rounds.current += 1;
    setRound(rounds.current);
    return rounds.current;
  }, []);

  const more = useCallback(async () => {
    const { answer, cursor, items, loading } = shown.current;
    if (loading) return;
    if (!cursor || !last.current.id) return void refresh(items.length + PAGE);
    setState((before) => ({ ...before, loading: true }));
    try {
      const page = await get(`/v1/briefs/${last.current.id}/matches`, { cursor, limit: PAGE });
      // Whoever asked anew meanwhile has another ranking, where this page does not belong.
      setState((before) => before.answer !== answer ? before : { ...before, items: [...before.items, ...page.items], cursor: page.next_cursor, problem: null, loading: false });
    } catch (error) {
      const problem = asProblem(error);
      setState((before) => ({ ...before, problem: problem.code === 'cursor_expired' ? null : problem, loading: false }));
      if (problem.code !== 'cursor_expired') return;
      announce('The ranking had expired and was asked for again.');
      refresh(items.length + PAGE);
    }
  }, [refresh]);

  return useMemo(() => ({ ...state, hasMore: hasMore(state, last.current.id), more, refresh }), [state, more, refresh]);
}

/** @param {string | null} briefId @param {string} body @param {Record<string, unknown>} query @param {AbortSignal} signal */
function ask(briefId, body, query, signal) {
  if (briefId) return get(`/v1/briefs/${briefId}/matches`, query, signal);
  return post('/v1/match', JSON.parse(body), { query, signal });
}

/** A brief that has just been stored is the one that was on screen.
 * @param {{id: string | null, body: string}} before @param {string | null} id @param {string} body */
const isSameBrief = (before, id, body) => (id ? before.id === id || before.id === null : before.id === null && before.body === body);

/** @param {State} state @param {string | null} id */
function hasMore({ answer, cursor, items }, id) {
  if (!answer) return false;
  return id ? cursor !== null : items.length < Math.min(answer.reachable, MOST_AT_ONCE);
}
