// One plan as it is on the screen: read, and solved again with what its user changes.

import { useEffect, useState } from '../vendor/preact-htm.js';
import { request } from '../api.js';
import { asProblem, useLoaded, useShown } from '../loading.js';
import { combined, patched } from '../merge-patch.js';
import { announce } from '../parts/announcements.js';
import { solvedWords } from './words.js';

const SETTLED_MS = 500;
const OVERTAKEN = ['plan_changed', 'precondition_failed'];

/** @typedef {import('./shapes.js').Plan} Plan */
/** @typedef {import('./shapes.js').Patch} Patch */
/** `wanted`: the request as the user has it by now, `plan` the newest answer; `since`: when the running search began.
 * @typedef {{plan: Plan | null, wanted: import('./shapes.js').Request | null, since: number | null, waiting: boolean,
 *   problem: import('../api.js').Problem | null, change: (patch: Patch, settle?: boolean) => void, retry: () => void,
 *   replaceWith: (plan: Plan, tag: string) => void, tag: string}} Planning */

/**
 * @param {string} planId @param {string | null} version an earlier one, to look at
 * @returns {Planning} changes wait until they settle and for the search before them, and go out as one
 */
export function usePlan(planId, version) {
  const loaded = useLoaded((signal) => read(planId, version, signal), [planId, version]);
  const [answer, setAnswer] = useState(/** @type {{plan: Plan, tag: string} | null} */ (null));
  const [pending, setPending] = useState(/** @type {Patch | null} */ (null));
  const [sent, setSent] = useState(/** @type {{patch: Patch, since: number} | null} */ (null));
  const [failed, setFailed] = useState(/** @type {{problem: import('../api.js').Problem, patch: Patch} | null} */ (null));
  const [settled, setSettled] = useState(true);
  const isShown = useShown();
  useEffect(() => { if (loaded.data) setAnswer(loaded.data); }, [loaded.data]);
  useEffect(() => {
    if (settled) return undefined;
    const timer = setTimeout(() => setSettled(true), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [pending, settled]);
  useEffect(() => { if (pending && settled && !sent && answer) solve(answer, pending); }, [pending, settled, sent, answer]);

  /** @param {{plan: Plan, tag: string}} from @param {Patch} patch */
  async function solve(from, patch) {
    setSent({ patch, since: Date.now() });
    setPending(null);
    setFailed(null);
    try {
      const solved = await send(planId, patch, from.tag);
      if (!isShown()) return;
      setAnswer(solved);
      announce(solvedWords(solved.plan));
    } catch (error) {
      if (isShown()) setFailed({ problem: asProblem(error), patch });
    } finally {
      if (isShown()) setSent(null);
    }
  }

  function change(/** @type {Patch} */ patch, settle = true) {
    setPending((before) => (before ? combined(before, patch) : patch));
    setSettled(!settle);
  }

  async function retry() {
    if (!failed) return loaded.reload();
    try {
      if (OVERTAKEN.includes(failed.problem.code)) setAnswer(await read(planId, null));
    } catch (error) {
      return setFailed({ ...failed, problem: asProblem(error) });
    }
    change(failed.patch, false);
  }

  const plan = answer?.plan ?? null;
  const unanswered = [sent?.patch, pending].filter((one) => one);
  return {
    plan, wanted: plan && wantedOf(plan, unanswered), since: sent?.since ?? null, waiting: pending !== null,
    problem: failed?.problem ?? loaded.problem, change, retry, tag: answer?.tag ?? '',
    replaceWith: (next, tag) => setAnswer({ plan: next, tag }),
  };
}

/** The request with changes that are not answered yet; mixes that go back to the brief's are known with the answer.
 * @param {Plan} plan @param {(Patch | null | undefined)[]} patches @returns {import('./shapes.js').Request} */
function wantedOf({ request: asked }, patches) {
  const next = patches.reduce(patched, asked);
  return { ...next, mixes: next.mixes ?? asked.mixes };
}

/** @param {string} planId @param {string | null} version @param {AbortSignal} [signal] */
async function read(planId, version, signal) {
  const { data, headers } = await request('GET', `/v1/plans/${encodeURIComponent(planId)}`, { query: { version }, signal });
  return { plan: data, tag: headers.get('ETag') ?? '' };
}

/** @param {string} planId @param {Patch} patch @param {string} tag */
async function send(planId, patch, tag) {
  const type = 'application/merge-patch+json';
  const { data, headers } = await request('PATCH', `/v1/plans/${encodeURIComponent(planId)}`, { body: patch, type, headers: { 'If-Match': tag } });
  return { plan: data, tag: headers.get('ETag') ?? '' };
}
