// Which column becomes which field: chosen a column at a time, with what its cells hold in sight.

import { html } from '../vendor/preact-htm.js';
import { Constants } from './constants.js';
import { FieldChoice } from './field-choice.js';
import { fieldLabel, usualSource } from './fields.js';
import { SourceRow } from './source-row.js';

/** @typedef {import('./transforms.js').Source} Source */
/** @typedef {{column: string, fields: string[], samples: string[], suggestions: string[]}} Column */

/** @param {{preview: any, wanted: any, onChange: (wanted: any) => void, disabled: boolean}} props */
export function Mapping({ preview, wanted, onChange, disabled }) {
  if (!preview.columns.length) return html`<${Offences} problems=${preview.problems} />`;
  if (!wanted.mapping && preview.format === 'ndjson') return html`<${OwnDocuments} preview=${preview} wanted=${wanted} onChange=${onChange} disabled=${disabled} />`;
  /** @type {Record<string, Source>} */
  const fields = wanted.mapping?.suggested || !wanted.mapping ? preview.mapping?.fields ?? {} : wanted.mapping.fields ?? {};
  const put = (/** @type {Record<string, Source>} */ next) => onChange({ ...wanted, mapping: { fields: next } });
  const set = (/** @type {string} */ path, /** @type {Source} */ source) => put({ ...fields, [path]: source });
  const drop = (/** @type {string} */ path) => put(Object.fromEntries(Object.entries(fields).filter(([one]) => one !== path)));
  const unread = preview.columns.filter((/** @type {Column} */ one) => !pathsOf(fields, one.column).length).length;
  return html`
    <section class="card stack" aria-labelledby="mapping">
      <div class="spread wraps"><h2 id="mapping">Columns</h2>
        <span class="hint">${preview.columns.length} in the file, ${unread ? `${unread} of them not read` : 'all of them read'}</span></div>
      <${Offences} problems=${preview.problems} />
      ${preview.suggested_mapping && !wanted.mapping?.suggested && !disabled && html`
        <p><button onClick=${() => onChange({ ...wanted, mapping: { suggested: true } })}>Take the suggestions again</button></p>`}
      <ul class="file-columns">${preview.columns.map((/** @type {Column} */ one, /** @type {number} */ place) => html`
        <li key=${place}>
          <div><h3>${one.column || html`<em>no name</em>`}</h3><p class="samples">${one.samples.length ? one.samples.map((text, place) => html`<span key=${place}>${text}</span>`) : html`<em class="hint">empty so far</em>`}</p></div>
          <div class="row sources">
            ${pathsOf(fields, one.column).map((path) => html`
              <${SourceRow} key=${path} path=${path} source=${fields[path]} onChange=${(/** @type {Source} */ source) => set(path, source)} onRemove=${() => drop(path)} disabled=${disabled} />`)}
            ${!disabled && html`<div class="row add">
              <${FieldChoice} label=${`Field for the column ${one.column}`} none=${pathsOf(fields, one.column).length ? 'and also…' : 'not read'} taken=${fields}
                onChoose=${(/** @type {string} */ path) => set(path, usualSource(path, one.column))} />
              ${one.suggestions.filter((path) => !(path in fields)).map((path) => html`
                <button key=${path} class="quiet" onClick=${() => set(path, preview.suggested_mapping.fields[path])}>Suggested: ${fieldLabel(path)}</button>`)}
            </div>`}
          </div>
        </li>`)}</ul>
      <${Constants} fields=${fields} set=${set} drop=${drop} disabled=${disabled} />
    </section>`;
}

/** @param {Record<string, Source>} fields @param {string} column */
const pathsOf = (fields, column) => Object.keys(fields).filter((path) => fields[path].column === column || fields[path].columns?.includes(column));

/** @param {{problems: import('../api.js').Offence[]}} props */
function Offences({ problems }) {
  if (!problems.length) return null;
  return html`
    <div class="problem"><p><strong>It cannot start like this.</strong></p>
      <ul>${problems.map((one) => html`<li key=${one.path}>${one.path && html`<code>${one.path}</code> `}${one.message}</li>`)}</ul></div>`;
}

/** @param {{preview: any, wanted: any, onChange: (wanted: any) => void, disabled: boolean}} props */
function OwnDocuments({ preview, wanted, onChange, disabled }) {
  return html`
    <section class="card stack" aria-labelledby="mapping">
      <h2 id="mapping">Keys</h2>
      <${Offences} problems=${preview.problems} />
      <p>Each line is read as a creator as the API has them: ${preview.columns.slice(0, 12).map((/** @type {Column} */ one) => html`<code key=${one.column}>${one.column}</code> `)}</p>
      ${!disabled && html`<p><button onClick=${() => onChange({ ...wanted, mapping: { suggested: true } })}>Its keys mean something else: say what</button></p>`}
    </section>`;
}
