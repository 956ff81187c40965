// Hearing what happens on the page.

import { useLayoutEffect, useRef } from './vendor/preact-htm.js';

/**
 * Call `hear` at each event of the window. Heard from the moment the component is on the page: an ordinary effect begins
 * a frame later, and what happened in between would be missed.
 * @param {string} name @param {(event: any) => void} hear
 */
export function useEvent(name, hear) {
  const latest = useRef(hear);
  latest.current = hear;
  useLayoutEffect(() => {
    const heard = (/** @type {Event} */ event) => latest.current(event);
    addEventListener(name, heard);
    return () => removeEventListener(name, heard);
  }, [name]);
}
