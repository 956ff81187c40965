// A field that a column becomes, and how its cells are read.

import { html } from '../vendor/preact-htm.js';
import { fieldLabel } from './fields.js';
import { readAs, takes, transformOf, TRANSFORMS } from './transforms.js';

/** @typedef {import('./transforms.js').Source} Source */

/** @param {{path: string, source: Source, onChange: (source: Source) => void, onRemove: () => void, disabled: boolean}} props */
export function SourceRow({ path, source, onChange, onRemove, disabled }) {
  const label = fieldLabel(path);
  const transform = transformOf(source);
  const known = TRANSFORMS.filter(([name]) => name !== 'lookup' || transform === 'lookup');
  const options = known.some(([name]) => name === transform) ? known : [...known, [transform, transform.replaceAll(',', ', ')]];
  return html`
    <div class="row source">
      <span class="tag accent" title=${path}>${label}</span>
      <select aria-label=${`How ${label} is read`} value=${transform} disabled=${disabled} onChange=${(/** @type {any} */ event) => onChange(readAs(source, event.target.value))}>
        ${options.map(([name, says]) => html`<option key=${name} value=${name}>${says}</option>`)}</select>
      ${takes(source, 'decimal') && html`<${Decimal} label=${label} source=${source} onChange=${onChange} disabled=${disabled} />`}
      ${takes(source, 'separator') && html`<${Separator} label=${label} source=${source} onChange=${onChange} disabled=${disabled} />`}
      ${takes(source, 'formats') && html`<${Formats} label=${label} source=${source} onChange=${onChange} disabled=${disabled} />`}
      ${source.columns && html`<span class="hint">joined of ${source.columns.join(' and ')}</span>`}
      ${source.table && html`<span class="hint">${Object.keys(source.table).length} values</span>`}
      ${!disabled && html`<button class="quiet" aria-label=${`Do not read ${label} from here`} onClick=${onRemove}>✕</button>`}
    </div>`;
}

/** @typedef {{label: string, source: Source, onChange: (source: Source) => void, disabled: boolean}} OptionProps */

/** @param {Source} source @param {string} name @param {unknown} value none where it is empty */
function withOption(source, name, value) {
  const { [/** @type {keyof Source} */ (name)]: _, ...rest } = source;
  return value ? { ...rest, [name]: value } : rest;
}

/** @param {OptionProps} props */
const Decimal = ({ label, source, onChange, disabled }) => html`
  <select aria-label=${`Decimal sign of ${label}`} value=${source.decimal ?? ''} disabled=${disabled}
    onChange=${(/** @type {any} */ event) => onChange(withOption(source, 'decimal', event.target.value))}>
    <option value="">1,234.5 where it is plain</option><option value=".">1,234.5</option><option value=",">1.234,5</option></select>
  ${takes(source, 'fraction') && html`<label class="check"><input type="checkbox" checked=${Boolean(source.fraction)} disabled=${disabled}
    onChange=${(/** @type {any} */ event) => onChange(withOption(source, 'fraction', event.target.checked))} /> 0.034 is 3.4 %</label>`}`;

/** @param {OptionProps} props */
const Separator = ({ label, source, onChange, disabled }) => html`
  <label class="row">between values <input class="few" maxlength="10" aria-label=${`Between values of ${label}`} placeholder=", ; |" value=${source.separator ?? ''} disabled=${disabled}
    onChange=${(/** @type {any} */ event) => onChange(withOption(source, 'separator', event.target.value))} /></label>`;

/** @param {OptionProps} props */
const Formats = ({ label, source, onChange, disabled }) => html`
  <label class="row">as <input class="some" maxlength="40" aria-label=${`How ${label} is written`} placeholder="%d.%m.%Y" value=${source.formats?.[0] ?? ''} disabled=${disabled}
    onChange=${(/** @type {any} */ event) => onChange(withOption(source, 'formats', event.target.value ? [event.target.value] : null))} /></label>`;
