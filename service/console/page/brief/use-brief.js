// The brief on screen: what is written, what is stored of it, and how one becomes the other.

import { useEffect, useMemo, useRef, useState } from '../vendor/preact-htm.js';
import { get, patch, post, Problem, request } from '../api.js';
import { useShown } from '../loading.js';
import { difference, isSame, patched } from '../merge-patch.js';
import { announce } from '../parts/announcements.js';
import { go, replace } from '../routes.js';
import { isBlank } from './document.js';
import { hasWritten, isNewcomer, keepDraft, keepOpened, readDraft } from './drafts.js';
import { EMPTY, EXAMPLE } from './example.js';

/** @typedef {import('./document.js').Document} Document */
/** A brief as the service holds it.
 * @typedef {{id: string, version: number, updatedAt: string, document: Document, resolution: import('./chips.js').Resolution}} Base */
/** `replaced`: what was on screen before a step that replaced it. `conflict`: it was changed elsewhere since it was read.
 * @typedef {{document: Document | null, parked: Record<string, any>, base: Base | null, restored: boolean, conflict: boolean,
 *   problem: Problem | null, saving: boolean, replaced: {label: string, document: Document, parked: Record<string, any>} | null}} State */

/** What the service adds to the document that it was given. */
const ADDED = new Set(['id', 'version', 'created_at', 'updated_at', 'resolved_constraints', 'readings', 'contradictions', 'weights']);

/** @typedef {ReturnType<typeof useBrief>} Brief */

/** @param {string | null} briefId null: a new one @param {string | null} brand */
export function useBrief(briefId, brand) {
  const [state, setState] = useState(() => opened(briefId, brand));
  const latest = useRef(state);
  const shownFor = useRef(briefId);
  const isShown = useShown();
  const saving = useRef(/** @type {Promise<string> | null} */ (null));

  const set = (/** @type {Partial<State>} */ next) => {
    latest.current = { ...latest.current, ...next };
    setState(latest.current);
  };
  const isChanged = useMemo(() => !!state.document && !(state.base && isSame(state.base.document, state.document)), [state.document, state.base]);

  /** Change what is on screen. @param {{document?: Document, parked?: Record<string, any>}} next @param {string} [label] of a step that can be undone */
  const write = (next, label) => {
    const { document, parked } = latest.current;
    hasWritten();
    set({ ...next, restored: false, problem: null, replaced: label && document ? { label, document, parked } : null });
    keep();
  };
  const keep = () => {
    const { document, parked, base } = latest.current;
    const isKept = document && (base ? !isSame(base.document, document) || Object.keys(parked).length > 0 : !isBlank(document));
    keepDraft(brand, base?.id ?? null, isKept ? { document, parked, base } : null);
  };

  /** The stored brief. @param {AbortSignal} [signal] */
  const read = async (signal) => baseOf(await get(`/v1/briefs/${encodeURIComponent(briefId ?? latest.current.base?.id ?? '')}`, {}, signal));

  useEffect(() => {
    if (!briefId) keepOpened(brand, null);
    // By saving, or by a draft of it; then what is on screen stays.
    const isHere = briefId !== null && briefId === latest.current.base?.id;
    if (!isHere && shownFor.current !== briefId) set(opened(briefId, brand));
    shownFor.current = briefId;
    if (!briefId || (isHere && !latest.current.restored)) return undefined;
    const controller = new AbortController();
    read(controller.signal).then(
      (base) => arrived(base),
      (problem) => {
        if (controller.signal.aborted) return;
        if (problem.status === 404) keepOpened(brand, null);
        set({ problem });
      },
    );
    return () => controller.abort();
  }, [briefId, brand]);

  const arrived = (/** @type {Base} */ base) => {
    keepOpened(brand, base.id);
    const before = latest.current.base;
    if (!latest.current.document || !before) set({ base, document: base.document });
    else if (before.version !== base.version) set({ conflict: true });
  };

  /** Its id, once what is on screen is what is stored. @returns {Promise<string>} */
  const ensureSaved = () => {
    saving.current ??= store().finally(() => {
      saving.current = null;
    });
    return saving.current;
  };
  const store = async () => {
    const { document, base } = latest.current;
    if (!document) throw new Error('no brief is on screen');
    if (base && isSame(base.document, document)) return base.id;
    set({ saving: true, problem: null });
    try {
      const answer = base ? await sendChange(base, difference(base.document, document)) : await post('/v1/briefs', document, { once: true });
      return stored(baseOf(answer), document);
    } catch (error) {
      if (error instanceof Problem) set({ problem: error.status === 412 ? null : error, conflict: error.status === 412 });
      throw error;
    } finally {
      set({ saving: false });
    }
  };
  /** What was typed meanwhile stays. @param {Base} base @param {Document} sent */
  const stored = (base, sent) => {
    const isNew = !latest.current.base;
    if (isNew) keepDraft(brand, null, null);
    set({ base, conflict: false, restored: false, document: latest.current.document === sent ? base.document : latest.current.document });
    keep();
    keepOpened(brand, base.id);
    if (isNew && isShown()) replace(`/briefs/${base.id}`);
    announce('The brief is saved');
    return base.id;
  };

  /** Take what is stored, whatever is on screen. */
  const reload = async () => {
    const base = await read();
    const { document, parked } = latest.current;
    set({ base, document: base.document, parked: {}, conflict: false, restored: false, problem: null, replaced: document && { label: 'The stored brief is shown.', document, parked } });
    keep();
  };
  /** Put the changes on screen upon what was stored meanwhile, and store that. */
  const overwrite = async () => {
    const { base: before, document } = latest.current;
    const base = await read();
    set({ base, document: patched(base.document, difference(before?.document ?? {}, document ?? {})), conflict: false });
    return ensureSaved();
  };
  const erase = async () => {
    const { base } = latest.current;
    if (!base) return;
    await request('DELETE', `/v1/briefs/${base.id}`);
    keepDraft(brand, base.id, null);
    startNew(false);
    announce('The brief is deleted');
  };
  /** An empty composer, or the example in it. @param {boolean} isExample */
  const startNew = (isExample) => {
    const { document } = latest.current;
    const next = isExample ? EXAMPLE : EMPTY;
    if (!briefId) return write({ document: next, parked: {} }, document && !isBlank(document) ? 'The text before is gone.' : undefined);
    keepOpened(brand, null);
    if (!readDraft(brand, null)) keepDraft(brand, null, { document: next, parked: {}, base: null });
    go('/');
  };
  const undo = () => {
    const { replaced: before } = latest.current;
    if (before) write({ document: before.document, parked: before.parked });
  };
  return { ...state, isChanged, write, ensureSaved, reload, overwrite, erase, startNew, undo };
}

/** What is on screen before the service has answered. @param {string | null} briefId @param {string | null} brand @returns {State} */
function opened(briefId, brand) {
  const draft = readDraft(brand, briefId);
  const fresh = briefId ? null : isNewcomer() ? EXAMPLE : EMPTY;
  const state = { document: fresh, parked: {}, base: null, restored: false, conflict: false, problem: null, saving: false, replaced: null };
  return draft ? { ...state, ...draft, restored: !isBlank(draft.document) } : state;
}

/** @param {any} answer @returns {Base} */
function baseOf(answer) {
  const { id, version, updated_at: updatedAt, resolved_constraints, readings, contradictions, weights, text } = answer;
  const document = Object.fromEntries(Object.entries(answer).filter(([key]) => !ADDED.has(key)));
  return { id, version, updatedAt, document, resolution: { text, resolved_constraints, readings, contradictions, weights } };
}

/** @param {Base} base @param {Document} change */
const sendChange = (base, change) => patch(`/v1/briefs/${base.id}`, change, { headers: { 'If-Match': `"${base.version}"` } });
