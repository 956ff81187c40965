// Lines of a list, each with its inputs, added and taken out.

import { html } from '../../vendor/preact-htm.js';

/**
 * @param {{rows: any[], setRows: (rows: any[]) => void, fresh: any, what: string, render: (row: any, set: (row: any) => void) => unknown}} props
 *   `fresh`: what a new line starts with; `what`: one of them in words
 */
export function Rows({ rows, setRows, fresh, what, render }) {
  return html`
    <ul class="rows">${rows.map((row, index) => html`
      <li key=${index} class="row">${render(row, (next) => setRows(rows.map((one, place) => (place === index ? next : one))))}
        <button type="button" class="quiet" aria-label=${`Take out ${what} ${index + 1}`} onClick=${() => setRows(rows.filter((_, place) => place !== index))}>✕</button></li>`)}
    </ul>
    <div><button type="button" onClick=${() => setRows([...rows, fresh])}>Add ${what}</button></div>`;
}

/** @param {{label: string, value: string, entries: import('../../parts/vocabulary.js').Entry[], onChange: (id: string) => void, optional?: string}} props
 *   `optional`: what choosing none is called */
export function Choice({ label, value, entries, onChange, optional }) {
  return html`<select aria-label=${label} value=${value} required=${!optional} onChange=${(/** @type {any} */ event) => onChange(event.target.value)}>
    ${optional && html`<option value="">${optional}</option>`}
    ${entries.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}
  </select>`;
}

/** @param {{label: string, value: number | null | undefined, most: number, least?: number, step?: string, onChange: (value: number) => void}} props */
export function Amount({ label, value, most, least = 1, step = '1', onChange }) {
  return html`<input class="short" type="number" aria-label=${label} required min=${least} max=${most} step=${step} value=${value ?? ''}
    onInput=${(/** @type {any} */ event) => onChange(Number(event.target.value))} />`;
}
