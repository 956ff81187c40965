// What is typed and not yet saved, kept in this tab through a reload; and which brief was open last.

import { isBlank } from './document.js';

const DRAFT = 'creatormatch.draft';
const OPENED = 'creatormatch.opened';
const WROTE = 'creatormatch.wrote';

/** `base`: the stored brief that the draft changes, as it was read; null for a new one. `parked`: fields switched off.
 * @typedef {{document: import('./document.js').Document, parked: Record<string, any>, base: import('./use-brief.js').Base | null}} Draft */

/** @param {string | null} brand @param {string | null} briefId */
const nameOf = (brand, briefId) => `${DRAFT}.${brand}.${briefId ?? 'new'}`;

/** @param {string | null} brand @param {string | null} briefId @returns {Draft | null} */
export function readDraft(brand, briefId) {
  try {
    return JSON.parse(sessionStorage.getItem(nameOf(brand, briefId)) ?? 'null');
  } catch {
    return null;
  }
}

/** null forgets it. @param {string | null} brand @param {string | null} briefId @param {Draft | null} draft */
export function keepDraft(brand, briefId, draft) {
  if (draft === null) return sessionStorage.removeItem(nameOf(brand, briefId));
  try {
    sessionStorage.setItem(nameOf(brand, briefId), JSON.stringify(draft));
  } catch {
    // A full storage costs the draft alone; what is on screen stays.
  }
}

/** The brief that this tab showed last, so that the view is found as it was left; null where a new one is being written.
 * @param {string | null} brand */
export function lastOpened(brand) {
  return isBlank(readDraft(brand, null)?.document ?? null) ? sessionStorage.getItem(`${OPENED}.${brand}`) : null;
}

/** @param {string | null} brand @param {string | null} briefId null: a new one comes next */
export function keepOpened(brand, briefId) {
  if (briefId) sessionStorage.setItem(`${OPENED}.${brand}`, briefId);
  else sessionStorage.removeItem(`${OPENED}.${brand}`);
}

/** Whether nobody has written a brief in this browser yet. */
export const isNewcomer = () => localStorage.getItem(WROTE) === null;
export const hasWritten = () => localStorage.setItem(WROTE, 'yes');
