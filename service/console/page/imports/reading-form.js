// The form of the file: format, delimiter, encoding.

import { html } from '../vendor/preact-htm.js';

const DELIMITERS = /** @type {const} */ ([[',', 'comma'], [';', 'semicolon'], ['\t', 'tab'], ['|', 'bar |']]);
const ENCODINGS = /** @type {const} */ ([['utf-8', 'UTF-8'], ['windows-1252', 'Windows-1252'], ['latin-1', 'Latin-1']]);
const FORMATS = /** @type {const} */ ([['csv', 'CSV'], ['ndjson', 'NDJSON']]);

/** @param {{wanted: any, onChange: (wanted: any) => void, disabled: boolean}} props */
export function ReadingForm({ wanted, onChange, disabled }) {
  const csv = { delimiter: ',', encoding: 'utf-8', ...wanted.csv };
  const asFormat = (/** @type {string} */ format) => onChange({ ...wanted, format, csv: format === 'csv' ? csv : null });
  return html`
    <section class="card row reading" aria-label="How the file is read">
      <${Choice} label="Format" value=${wanted.format} options=${FORMATS} onChange=${asFormat} disabled=${disabled} />
      ${wanted.format === 'csv' && html`
        <${Choice} label="Between cells" value=${csv.delimiter} options=${DELIMITERS} disabled=${disabled}
          onChange=${(/** @type {string} */ delimiter) => onChange({ ...wanted, csv: { ...csv, delimiter } })} />
        <${Choice} label="Encoding" value=${csv.encoding} options=${ENCODINGS} disabled=${disabled}
          onChange=${(/** @type {string} */ encoding) => onChange({ ...wanted, csv: { ...csv, encoding } })} />`}
    </section>`;
}

/** @param {{label: string, value: string, options: readonly (readonly [string, string])[], onChange: (value: string) => void, disabled: boolean}} props */
export function Choice({ label, value, options, onChange, disabled }) {
  return html`<label class="row">${label} <select value=${value} disabled=${disabled} onChange=${(/** @type {any} */ event) => onChange(event.target.value)}>
    ${options.map(([one, says]) => html`<option key=${one} value=${one}>${says}</option>`)}</select></label>`;
}
