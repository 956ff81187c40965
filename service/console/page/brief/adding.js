// What else a brief may state.

import { html } from '../vendor/preact-htm.js';
import { Dialog } from '../parts/dialog.js';

/** @param {{fields: import('./fields.js').Field[], onChoose: (field: import('./fields.js').Field) => void, onClose: () => void}} props */
export function Adding({ fields, onChoose, onClose }) {
  return html`
    <${Dialog} title="Add a constraint" onClose=${onClose}>
      <ul class="choices">${fields.map((field) => html`
        <li key=${field.id}><button onClick=${() => onChoose(field)}><strong>${field.label}</strong><span class="hint">${field.hint}</span></button></li>`)}</ul>
    <//>`;
}
