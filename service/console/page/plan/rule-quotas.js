// Fewest and most creators of a platform, country, niche, tier or language.

import { html } from '../vendor/preact-htm.js';
import { nameOf, useVocabulary } from '../parts/vocabulary.js';
import { useDraft } from './use-draft.js';

/** @typedef {import('./shapes.js').Quota} Quota */
/** `about`: what it is about; numbers as typed. @typedef {{about: About, value: string, min: string, max: string}} Row */
/** @typedef {keyof typeof LISTS} About */

const LISTS = { platform: 'platforms', country: 'countries', niche: 'niches', tier: 'tiers', language: 'languages' };
const ABOUT = /** @type {About[]} */ (Object.keys(LISTS));

/** @param {import('./rules.js').RuleProps} props */
export function QuotasRule({ wanted, set }) {
  const [rows, setRows] = useDraft(wanted.quotas ?? [], shown, read, (quotas) => set({ quotas }));
  const put = (/** @type {number} */ place, /** @type {Partial<Row>} */ part) => setRows(rows.map((one, number) => (number === place ? { ...one, ...part } : one)));
  const add = () => setRows([...rows, { about: 'country', value: '', min: '', max: '' }]);
  return html`
    ${rows.map((row, place) => html`<${QuotaRow} key=${place} row=${row} put=${(/** @type {Partial<Row>} */ part) => put(place, part)} remove=${() => setRows(rows.filter((_, number) => number !== place))} />`)}
    ${isTwice(rows) && html`<p class="hint plan-wrong">Two quotas are about the same.</p>`}
    <div><button type="button" class="quiet" onClick=${add}>+ A quota</button></div>`;
}

/** @param {{row: Row, put: (part: Partial<Row>) => void, remove: () => void}} props */
function QuotaRow({ row, put, remove }) {
  const entries = useVocabulary(LISTS[row.about]);
  const wrong = wrongOf(row);
  const end = (/** @type {'min' | 'max'} */ name, /** @type {string} */ label) => html`<label class="row"><span class="hint">${label}</span>
    <input class="plan-count" type="number" min="0" step="1" value=${row[name]} onInput=${(/** @type {any} */ event) => put({ [name]: event.target.value })} /></label>`;
  return html`
    <fieldset class="plan-quota"><legend class="for-readers">Quota</legend>
      <div class="row">
        <select aria-label="About" value=${row.about} onChange=${(/** @type {any} */ event) => put({ about: event.target.value, value: '' })}>
          ${ABOUT.map((one) => html`<option key=${one} value=${one}>${one}</option>`)}</select>
        <select class="plan-value" aria-label=${`Which ${row.about}`} value=${row.value} onChange=${(/** @type {any} */ event) => put({ value: event.target.value })}>
          <option value="">choose…</option>
          ${entries.map((one) => html`<option key=${one.id} value=${one.id}>${nameOf(entries, one.id)}</option>`)}</select>
      </div>
      <div class="row">${end('min', 'at least')}${end('max', 'at most')}<button type="button" class="quiet" aria-label="Take this quota out" onClick=${remove}>✕</button></div>
      ${wrong && html`<p class="hint">${wrong}</p>`}
    </fieldset>`;
}

/** @param {Row} row @returns {string} what it lacks */
function wrongOf({ value, min, max }) {
  if (!value) return 'Choose what it is about.';
  if (min === '' && max === '') return 'Say at least or at most how many.';
  if ([min, max].some((one) => one !== '' && !/^\d{1,4}$/.test(one))) return 'Whole numbers.';
  return min !== '' && max !== '' && Number(min) > Number(max) ? 'At least is more than at most.' : '';
}

/** @param {Row[]} rows */
const isTwice = (rows) => new Set(rows.map((one) => `${one.about}:${one.value}`)).size < rows.length;

/** @param {Quota[]} quotas @returns {Row[]} */
const shown = (quotas) => quotas.map((one) => {
  const about = ABOUT.find((name) => one[name] !== undefined) ?? 'country';
  return { about, value: one[about] ?? '', min: one.min === undefined ? '' : String(one.min), max: one.max === undefined ? '' : String(one.max) };
});

/** @param {Row[]} rows @returns {Quota[] | null} */
function read(rows) {
  if (isTwice(rows) || rows.some(wrongOf)) return null;
  return rows.map(({ about, value, min, max }) => ({ [about]: value, ...(min !== '' && { min: Number(min) }), ...(max !== '' && { max: Number(max) }) }));
}
