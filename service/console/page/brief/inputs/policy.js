// What happens to creators whose value is unknown.

import { html } from '../../vendor/preact-htm.js';

/** @param {{value: string, setValue: (value: string) => void, label?: string}} props */
export function Policy({ value, setValue, label = 'Creators whose value is unknown' }) {
  return html`<label class="field"><span>${label}</span>
    <select value=${value} onChange=${(/** @type {any} */ event) => setValue(event.target.value)}>
      <option value="exclude">are left out</option>
      <option value="include">stay in</option>
    </select></label>`;
}
