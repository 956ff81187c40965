// The card of the brief's constraints: chips, contradictions, and what else may be stated.

import { html, useState } from '../vendor/preact-htm.js';
import { words } from '../format.js';
import { ProblemBox } from '../parts/problem.js';
import { Adding } from './adding.js';
import { ChipList, focusGroup, offencesOf, sentence } from './chip-list.js';
import { isBlank } from './document.js';
import { Editor } from './editor.js';
import { FIELDS, fieldIdOf } from './fields.js';
import { switched, withoutParked } from './switching.js';

/** @typedef {import('./fields.js').Field} Field */

/**
 * @param {{brief: import('./use-brief.js').Brief, groups: import('./chips.js').Group[], resolution: import('./chips.js').Resolution | null,
 *   problem: import('../api.js').Problem | null, active: string | null, setActive: (key: string | null) => void}} props
 */
export function Constraints({ brief, groups, resolution, problem, active, setActive }) {
  const [edited, setEdited] = useState(/** @type {Field | null} */ (null));
  const [isAdding, setIsAdding] = useState(false);
  const document = brief.document ?? {};
  const used = new Set(groups.filter((group) => group.chips.some((chip) => chip.kind === 'field' || chip.kind === 'reading')).map((group) => group.field.id));
  const offences = problem?.errors ?? [];
  const shown = groups.map((group) => group.field);
  const elsewhere = offences.filter((one) => !/^\/(title|text)/.test(one.path) && !shown.some((field) => offencesOf(field, [one]).length));
  return html`
    <section class="card constraints" aria-labelledby="constraints-title">
      <div class="spread"><h2 id="constraints-title">Constraints</h2><button onClick=${() => setIsAdding(true)}>+ Constraint</button></div>
      ${resolution?.contradictions.map((one) => html`<p class="contradiction" role="status"><strong>${labelOf(one.field)}:</strong> ${one.message}</p>`)}
      ${problem && !offences.length && html`<${ProblemBox} problem=${problem} />`}
      ${elsewhere.map((one) => html`<p class="offence" role="alert">${sentence(one)}</p>`)}
      <${ChipList} groups=${groups} document=${document} active=${active} setActive=${setActive} onEdit=${setEdited} offences=${offences}
        onSwitch=${(/** @type {import('./chips.js').Chip} */ chip) => brief.write(switched({ document, parked: brief.parked }, chip, resolution?.readings ?? []))} />
      ${groups.length === 0 && html`<p class="hint">${isBlank(document) ? 'Nothing yet: write the brief, or add a constraint.' : 'Reading the text…'}</p>`}
      ${isAdding && html`<${Adding} fields=${FIELDS.filter((field) => !used.has(field.id))} onClose=${() => setIsAdding(false)} onChoose=${(/** @type {Field} */ field) => {
        setIsAdding(false);
        setEdited(field);
      }} />`}
      ${edited && html`<${Editor} key=${edited.id} field=${edited} document=${document} resolution=${resolution} onClose=${() => setEdited(null)}
        onApply=${(/** @type {import('./document.js').Document} */ next) => {
        brief.write({ document: next, parked: withoutParked(brief.parked, edited) });
        requestAnimationFrame(() => requestAnimationFrame(() => focusGroup(edited.id)));  // once its chip is there
      }} />`}
    </section>`;
}

/** @param {string} name the field of a contradiction, such as "followers.min" */
const labelOf = (name) => FIELDS.find((field) => field.id === fieldIdOf(name))?.label ?? words(name);
