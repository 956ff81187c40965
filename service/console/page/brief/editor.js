// The window in which one field of the brief is written.

import { html, useState } from '../vendor/preact-htm.js';
import { Dialog } from '../parts/dialog.js';
import { formValue, written } from './form-values.js';
import { AddOns } from './inputs/add-ons.js';
import { Audience } from './inputs/audience.js';
import { Budget } from './inputs/budget.js';
import { Deliverables } from './inputs/deliverables.js';
import { Names } from './inputs/names.js';
import { Picker } from './inputs/picker.js';
import { Policy } from './inputs/policy.js';
import { Range, Window } from './inputs/ranges.js';
import { useVocabulary } from '../parts/vocabulary.js';

/** @typedef {import('./fields.js').Field} Field */

/**
 * @param {{field: Field, document: import('./document.js').Document, resolution: import('./chips.js').Resolution | null,
 *   onApply: (document: import('./document.js').Document) => void, onClose: () => void}} props
 */
export function Editor({ field, document, resolution, onApply, onClose }) {
  const [value, setValue] = useState(() => formValue(field, document, resolution));
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    onApply(written(field, document, value, resolution));
    onClose();
  };
  const hasPolicy = field.policy && !['audience', 'budget'].includes(field.kind);
  return html`
    <${Dialog} title=${field.label} onClose=${onClose}>
      <form class="stack" onSubmit=${submit}>
        <p class="hint">${field.hint}</p>
        <${Inputs} field=${field} value=${value} setValue=${setValue} />
        ${hasPolicy && html`<${Policy} value=${value.unknown} setValue=${(/** @type {string} */ unknown) => setValue({ ...value, unknown })} />`}
        <div class="row"><button class="primary">Apply</button><button type="button" onClick=${onClose}>Cancel</button></div>
      </form>
    <//>`;
}

/** @param {{field: Field, value: any, setValue: (value: any) => void}} props */
function Inputs({ field, value, setValue }) {
  const part = (/** @type {string} */ name) => (/** @type {any} */ inner) => setValue({ ...value, [name]: inner });
  switch (field.kind) {
    case 'range': return html`<${Range} unit=${field.unit} value=${value} setValue=${setValue} />`;
    case 'any_of': return html`<${FromList} list=${field.list} chosen=${value.any_of} setChosen=${part('any_of')} />`;
    case 'ids': return html`<${FromList} list=${field.list} chosen=${value.ids} setChosen=${part('ids')} />`;
    case 'any_name': return html`<${Names} label="One a line" value=${value.any_of} setValue=${part('any_of')} />`;
    case 'names': return html`<${Names} label="One external_id a line" value=${value} setValue=${setValue} />`;
    case 'deliverables': return html`<${Deliverables} lines=${value.lines} setLines=${part('lines')} />`;
    case 'audience': return html`<${Audience} wishes=${value} setWishes=${setValue} />`;
    case 'add_ons': return html`<${AddOns} addOns=${value} setAddOns=${setValue} />`;
    case 'budget': return html`<${Budget} value=${value} setValue=${setValue} />`;
    case 'window': return html`<${Window} value=${value} setValue=${setValue} />`;
    case 'date': return html`<label class="field"><span>Day</span><input type="date" autofocus value=${value} onInput=${(/** @type {any} */ event) => setValue(event.target.value)} /></label>`;
    case 'whole': return html`<${Whole} label=${field.label} most=${10000} value=${value} setValue=${setValue} />`;
    case 'standing': return html`<${Whole} label="Top" most=${100} value=${value.top} setValue=${part('top')} />`;
    default: return html`<label class="check"><input type="checkbox" checked=${value} onChange=${(/** @type {any} */ event) => setValue(event.target.checked)} /> ${field.hint}</label>`;
  }
}

/** @param {{list: string, chosen: string[], setChosen: (ids: string[]) => void}} props */
function FromList({ list, chosen, setChosen }) {
  return html`<${Picker} entries=${useVocabulary(list)} chosen=${chosen} setChosen=${setChosen} />`;
}

/** @param {{label: string, most: number, value: number | null, setValue: (value: number | null) => void}} props */
function Whole({ label, most, value, setValue }) {
  return html`<label class="field"><span>${label}</span><input type="number" autofocus min="1" max=${most} step="1" value=${value ?? ''}
    onInput=${(/** @type {any} */ event) => setValue(event.target.value === '' ? null : Number(event.target.value))} /></label>`;
}
