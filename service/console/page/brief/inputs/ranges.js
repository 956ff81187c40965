// From and to: of numbers and of days. Bounds are inclusive, and a side may stay open.

import { html } from '../../vendor/preact-htm.js';

/** @param {{unit?: string, value: {min: number | null, max: number | null}, setValue: (value: any) => void}} props */
export function Range({ unit, value, setValue }) {
  const isPercent = unit === '%';
  const bound = (/** @type {'min' | 'max'} */ side, /** @type {string} */ label) => html`
    <label class="field"><span>${label}${isPercent ? ', %' : ''}</span><input type="number" autofocus=${side === 'min'} min="0" max=${isPercent ? 100 : 10 ** 10} step=${isPercent ? 'any' : 1} value=${value[side] ?? ''}
      onInput=${(/** @type {any} */ event) => setValue({ ...value, [side]: event.target.value === '' ? null : Number(event.target.value) })} /></label>`;
  return html`<div class="pair">${bound('min', 'At least')}${bound('max', 'At most')}</div>`;
}

/** @param {{value: {from: string, to: string}, setValue: (value: any) => void}} props */
export function Window({ value, setValue }) {
  const day = (/** @type {'from' | 'to'} */ side, /** @type {string} */ label) => html`
    <label class="field"><span>${label}</span><input type="date" required value=${value[side]} min=${side === 'to' ? value.from : null}
      onInput=${(/** @type {any} */ event) => setValue({ ...value, [side]: event.target.value })} /></label>`;
  return html`<div class="pair">${day('from', 'First day')}${day('to', 'Last day')}</div>`;
}
