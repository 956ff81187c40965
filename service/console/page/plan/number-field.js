// A number that may be left out; what cannot be one is marked and goes nowhere.

import { html, useState } from '../vendor/preact-htm.js';

/** @param {{label: string, unit: string, value: number | null, min: string, max: string, hint?: string,
 *   required?: boolean, onChange: (value: number | null) => void}} props */
export function NumberField({ label, unit, value, min, max, hint, required = false, onChange }) {
  const [typed, setTyped] = useState(/** @type {string | null} */ (null));
  const wrong = (/** @type {string} */ text) => (text === '' ? required : !(Number(text) >= Number(min) && Number(text) <= Number(max)));
  const type = (/** @type {string} */ text) => {
    setTyped(text);
    if (!wrong(text)) onChange(text === '' ? null : Number(text));
  };
  return html`
    <label class="field"><span>${label}</span>
      <span class="row plan-number"><input class="plan-count" type="number" step="any" min=${min} max=${max} value=${typed ?? value ?? ''}
        aria-invalid=${typed !== null && wrong(typed)} onInput=${(/** @type {any} */ event) => type(event.target.value)} onBlur=${() => setTyped(null)} />
        <span class="hint">${unit}</span></span>
      ${hint && html`<span class="hint plan-below">${hint}</span>`}</label>`;
}
