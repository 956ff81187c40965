// Names that are no closed list, one a line.

import { html, useState } from '../../vendor/preact-htm.js';

/** @param {{label: string, value: string[], setValue: (names: string[]) => void}} props */
export function Names({ label, value, setValue }) {
  const [text, setText] = useState(value.join('\n'));
  const type = (/** @type {any} */ event) => {
    setText(event.target.value);
    setValue([...new Set(/** @type {string[]} */ (event.target.value.split('\n').map((/** @type {string} */ line) => line.trim()).filter(Boolean)))]);
  };
  return html`<label class="field"><span>${label}</span><textarea rows="5" autofocus value=${text} onInput=${type}></textarea></label>`;
}
