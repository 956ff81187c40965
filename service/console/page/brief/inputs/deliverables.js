// What each creator makes: kinds and how many of each.

import { html } from '../../vendor/preact-htm.js';
import { useVocabulary } from '../../parts/vocabulary.js';
import { Amount, Choice, Rows } from './rows.js';

/** @typedef {{kind: string, quantity: number}} Line */

/** @param {{lines: Line[], setLines: (lines: Line[]) => void}} props */
export function Deliverables({ lines, setLines }) {
  const kinds = useVocabulary('deliverable_kinds');
  return html`<${Rows} rows=${lines} setRows=${setLines} fresh=${{ kind: kinds[0]?.id, quantity: 1 }} what="deliverable" render=${(/** @type {Line} */ line, /** @type {(line: Line) => void} */ set) => html`
    <${Amount} label="Quantity" most=${100} value=${line.quantity} onChange=${(/** @type {number} */ quantity) => set({ ...line, quantity })} />
    <${Choice} label="Kind" value=${line.kind} entries=${kinds} onChange=${(/** @type {string} */ kind) => set({ ...line, kind })} />`} />`;
}
