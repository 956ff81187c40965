// Fields that are the same for every row: all of them on Instagram, all prices in euro.

import { html } from '../vendor/preact-htm.js';
import { FieldChoice } from './field-choice.js';
import { fieldLabel } from './fields.js';

/** @typedef {import('./transforms.js').Source} Source */

const USUAL = /** @type {Record<string, string>} */ ({ 'rate_card.currency': 'EUR', country: 'DE', 'accounts.0.platform': 'instagram', 'accounts.1.platform': 'tiktok' });

/** @param {{fields: Record<string, Source>, set: (path: string, source: Source) => void, drop: (path: string) => void, disabled: boolean}} props */
export function Constants({ fields, set, drop, disabled }) {
  const constants = Object.entries(fields).filter(([, source]) => 'constant' in source);
  if (disabled && !constants.length) return null;
  return html`
    <div class="stack">
      <h3>The same for every row</h3>
      ${constants.map(([path, source]) => html`
        <div class="row source" key=${path}>
          <span class="tag accent" title=${path}>${fieldLabel(path)}</span>
          <input class="some" aria-label=${`${fieldLabel(path)} of every row`} value=${shown(source.constant)} disabled=${disabled}
            onChange=${(/** @type {any} */ event) => set(path, { constant: event.target.value })} />
          ${!disabled && html`<button class="quiet" aria-label=${`No ${fieldLabel(path)} of every row`} onClick=${() => drop(path)}>✕</button>`}
        </div>`)}
      ${!disabled && html`<div><${FieldChoice} label="A field that is the same for every row" none="Add a field…" taken=${fields}
        onChoose=${(/** @type {string} */ path) => set(path, { constant: USUAL[path] ?? '' })} /></div>`}
    </div>`;
}

/** @param {unknown} constant */
const shown = (constant) => (typeof constant === 'string' ? constant : JSON.stringify(constant));
