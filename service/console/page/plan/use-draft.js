// A rule while it is edited: shown as typed, and sent on only where it can be read.

import { useEffect, useState } from '../vendor/preact-htm.js';

/**
 * @template T, D
 * @param {T} given the rule as the plan has it @param {(given: T) => D} shown as it is edited
 * @param {(draft: D) => T | null} read null: not complete yet @param {(rule: T) => void} send
 * @returns {[D, (draft: D) => void]}
 */
export function useDraft(given, shown, read, send) {
  const [draft, setDraft] = useState(() => shown(given));
  const now = JSON.stringify(given);
  useEffect(() => {
    if (JSON.stringify(read(draft)) !== now) setDraft(shown(given));
  }, [now]);
  return [draft, (next) => {
    setDraft(next);
    const rule = read(next);
    if (rule !== null && JSON.stringify(rule) !== now) send(rule);
  }];
}
