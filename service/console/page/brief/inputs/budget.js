// The money: in all, for a creator, for a deliverable of any or of one kind; and what an unknown price means.

import { html } from '../../vendor/preact-htm.js';
import { useVocabularies } from '../../parts/vocabulary.js';
import { Choice, Rows } from './rows.js';

const PARTS = [['total', 'In total'], ['per_creator', 'Per creator'], ['per_deliverable', 'Per deliverable'], ['product_value', 'Worth of the product that each gets']];
const POLICIES = [{ id: 'exclude', name: 'are left out' }, { id: 'estimate', name: 'are judged by the most that it is estimated at' }, { id: 'include', name: 'stay in' }];
/** Money is decimal strings and never becomes a float here. */
const AMOUNT = '\\d+(\\.\\d{1,4})?';

/** @param {{value: any, setValue: (value: any) => void}} props */
export function Budget({ value, setValue }) {
  const names = useVocabularies(['currencies', 'deliverable_kinds']);
  const entries = names.currencies.length ? names.currencies.map((one) => ({ ...one, name: `${one.id} ${one.name}` })) : [{ id: value.currency, name: value.currency }];
  const set = (/** @type {string} */ part, /** @type {string} */ amount) => {
    const { [part]: _, ...others } = value;
    setValue(amount ? { ...others, [part]: amount } : others);
  };
  const perKind = Object.entries(value.per_kind ?? {});
  return html`
    <label class="field"><span>Currency</span><${Choice} label="Currency" value=${value.currency} entries=${entries} onChange=${(/** @type {string} */ currency) => setValue({ ...value, currency })} /></label>
    <div class="pair">${PARTS.map(([part, label]) => html`<label key=${part} class="field"><span>${label}</span><${Sum} value=${value[part]} onChange=${(/** @type {string} */ amount) => set(part, amount)} /></label>`)}</div>
    <fieldset class="options"><legend>Per deliverable of a kind</legend>
      <${Rows} rows=${perKind} setRows=${(/** @type {[string, string][]} */ rows) => setValue({ ...value, per_kind: Object.fromEntries(rows) })} fresh=${[freeKind(names.deliverable_kinds, value.per_kind), '']} what="limit"
        render=${(/** @type {[string, string]} */ [kind, amount], /** @type {(row: [string, string]) => void} */ setRow) => html`
          <${Choice} label="Kind" value=${kind} entries=${names.deliverable_kinds} onChange=${(/** @type {string} */ other) => setRow([other, amount])} />
          <${Sum} label="Most for one" required value=${amount} onChange=${(/** @type {string} */ most) => setRow([kind, most])} />`} />
    </fieldset>
    <label class="field"><span>Creators whose price is unknown</span><${Choice} label="Creators whose price is unknown" value=${value.unknown_price} entries=${POLICIES} onChange=${(/** @type {string} */ id) => setValue({ ...value, unknown_price: id })} /></label>`;
}

/** @param {{value?: string, label?: string, required?: boolean, onChange: (amount: string) => void}} props */
function Sum({ value = '', label, required, onChange }) {
  return html`<input inputmode="decimal" pattern=${AMOUNT} title="An amount such as 250 or 250.00" aria-label=${label} required=${required} value=${value}
    onInput=${(/** @type {any} */ event) => onChange(event.target.value.trim())} />`;
}

/** @param {import('../../parts/vocabulary.js').Entry[]} kinds @param {Record<string, string>} [taken] */
const freeKind = (kinds, taken = {}) => kinds.find((one) => !(one.id in taken))?.id ?? '';
