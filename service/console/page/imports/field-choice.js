// A choice of a creator's fields, or any other one by its path.

import { html, useEffect, useRef, useState } from '../vendor/preact-htm.js';
import { GROUPS } from './fields.js';

const OTHER = '?';

/** Whoever chooses a field that another column is moves it. @param {{label: string, none: string, taken: Record<string, import('./transforms.js').Source>, onChoose: (path: string) => void}} props */
export function FieldChoice({ label, none, taken, onChoose }) {
  const [typing, setTyping] = useState(false);
  const choose = (/** @type {any} */ event) => {
    const path = event.target.value;
    event.target.value = '';
    if (path === OTHER) setTyping(true);
    else if (path) onChoose(path);
  };
  if (typing) return html`<${PathForm} label=${label} onChoose=${onChoose} onClose=${() => setTyping(false)} />`;
  return html`
    <select aria-label=${label} onChange=${choose}>
      <option value="">${none}</option>
      ${GROUPS.map((group) => html`<optgroup key=${group.label} label=${group.label}>
        ${group.fields.map((one) => html`<option key=${one.path} value=${one.path}>${one.label}${saidOf(taken[one.path])}</option>`)}</optgroup>`)}
      <option value=${OTHER}>Another one, by its path…</option>
    </select>`;
}

/** Where a field comes from now. @param {import('./transforms.js').Source} [source] */
function saidOf(source) {
  if (!source) return '';
  return 'constant' in source ? ' (now the same for every row)' : ` (now ${source.column ?? source.columns?.join(' and ')})`;
}

/** @param {{label: string, onChoose: (path: string) => void, onClose: () => void}} props */
function PathForm({ label, onChoose, onClose }) {
  const [path, setPath] = useState('');
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => field.current?.focus(), []);  // the choice that had the keyboard is gone
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    onChoose(path.trim());
    onClose();
  };
  return html`
    <form class="row" onSubmit=${submit} onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && onClose()}>
      <input ref=${field} aria-label=${`${label}, by its path`} required maxlength="120" placeholder="audience.countries.DE, attributes.agency" spellcheck=${false}
        value=${path} onInput=${(/** @type {any} */ event) => setPath(event.target.value)} />
      <button>Take it</button><button type="button" class="quiet" onClick=${onClose}>Cancel</button>
    </form>`;
}
