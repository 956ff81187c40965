// How long a search has been running, of how long it may.

import { html, useState } from '../vendor/preact-htm.js';
import { duration } from '../format.js';
import { useEvery } from '../loading.js';

/** @param {{since: number, seconds: number, waiting?: boolean}} props `since`: epoch milliseconds; `waiting`: more
 *   changes come after this search */
export function Elapsed({ since, seconds, waiting = false }) {
  const [now, setNow] = useState(Date.now);
  useEvery(() => setNow(Date.now()), 200);
  const passed = Math.max(0, (now - since) / 1000);
  // The plan and then its frontier may take so long each.
  const most = 2 * seconds;
  return html`<span class="row plan-elapsed">
    <progress max=${most} value=${Math.min(passed, most)} aria-label="Searching"></progress>
    <span class="hint">Searching, ${passed.toFixed(1)} s of at most ${duration(most)}${waiting ? '; your newest change is next' : ''}</span></span>`;
}
