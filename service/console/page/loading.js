// Data that a view shows: loaded, loaded again, with what went wrong; and values that wait until typing pauses.

import { useCallback, useEffect, useMemo, useRef, useState } from './vendor/preact-htm.js';
import { Problem } from './api.js';

/** @typedef {{data: any, problem: Problem | null, loading: boolean, reload: () => void}} Loaded */

/**
 * What `load` answers; asked again when `inputs` change, the answer before is shown meanwhile and a late one is dropped.
 * @param {(signal: AbortSignal) => Promise<any>} load @param {readonly unknown[]} inputs @returns {Loaded}
 */
export function useLoaded(load, inputs) {
  const [answer, setAnswer] = useState({ data: /** @type {any} */ (null), problem: /** @type {Problem | null} */ (null), of: /** @type {object | null} */ (null) });
  const [round, setRound] = useState(0);
  const of = useMemo(() => ({}), [...inputs, round]);  // this asking: inputs that come back are asked of again
  useEffect(() => {
    const controller = new AbortController();
    load(controller.signal).then(
      (data) => controller.signal.aborted || setAnswer({ data, problem: null, of }),
      (error) => controller.signal.aborted || setAnswer(({ data }) => ({ data, problem: asProblem(error), of })),
    );
    return () => controller.abort();
  }, [of]);
  // Said by what the answer is of: new inputs are being loaded in the very frame that has them.
  return { data: answer.data, problem: answer.problem, loading: answer.of !== of, reload: useCallback(() => setRound((before) => before + 1), []) };
}

/**
 * Something that a user does: `[act, busy, problem]`. A second call while one runs does nothing.
 * @template {unknown[]} A
 * @param {(...given: A) => Promise<unknown>} action
 * @returns {[(...given: A) => Promise<void>, boolean, Problem | null]}
 */
export function useAction(action) {
  const [state, setState] = useState({ busy: false, problem: /** @type {Problem | null} */ (null) });
  const running = useRef(false);
  const act = async (/** @type {A} */ ...given) => {
    if (running.current) return;
    running.current = true;
    setState({ busy: true, problem: null });
    try {
      await action(...given);
      setState({ busy: false, problem: null });
    } catch (error) {
      setState({ busy: false, problem: asProblem(error) });
    } finally {
      running.current = false;
    }
  };
  return [act, state.busy, state.problem];
}

/** The value once it has stayed the same for so long. @template T @param {T} value @param {number} milliseconds @returns {T} */
export function useSettled(value, milliseconds) {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}

/** Call something every so often while the page is looked at. @param {() => void} call @param {number} milliseconds */
export function useEvery(call, milliseconds) {
  const latest = useRef(call);
  latest.current = call;
  useEffect(() => {
    const timer = setInterval(() => document.hidden || latest.current(), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
}

/** Whether the component is still on the page: who has left a view meanwhile is not led back to it. @returns {() => boolean} */
export function useShown() {
  const shown = useRef(true);
  useEffect(() => () => { shown.current = false; }, []);
  return () => shown.current;
}

/** @param {unknown} error */
export function asProblem(error) {
  if (error instanceof Problem) return error;
  console.error(error);
  return new Problem({ code: 'console_error', title: 'The console made a mistake', detail: String(error) });
}
