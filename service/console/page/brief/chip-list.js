// Constraints as chips, field by field: switched with one click, edited with another.

import { html } from '../vendor/preact-htm.js';
import { canSwitch } from './switching.js';

/** @typedef {import('./chips.js').Chip} Chip */
/** @typedef {import('./chips.js').Group} Group */
/** @typedef {{path: string, message: string, suggestion?: string}} Offence */

/** @type {Record<string, string>} */
const SOURCES = { text: 'from the text', stated: 'stated', default: 'default', derived: 'derived' };
/** @type {Record<string, string>} */
const STATUSES = { overruled: 'overruled', contradictory: 'contradictory', noted: 'not enforced', off: 'off' };

/**
 * @param {{groups: Group[], document: import('./document.js').Document, active: string | null, setActive: (key: string | null) => void,
 *   onSwitch: (chip: Chip) => void, onEdit: (field: import('./fields.js').Field) => void, offences: Offence[]}} props
 */
export function ChipList({ groups, document, active, setActive, onSwitch, onEdit, offences }) {
  return html`<dl class="chip-groups">${groups.map((group) => html`
    <div key=${group.field.id} id=${`group-${group.field.id}`} tabindex="-1" class="chip-group">
      <dt>${group.field.label}</dt>
      <dd>
        <ul class="chips">${group.chips.map((chip) => html`<${ChipItem} key=${chip.key} chip=${chip} isActive=${chip.key === active}
          canSwitch=${canSwitch(chip, document)} setActive=${setActive} onSwitch=${onSwitch} onEdit=${onEdit} />`)}</ul>
        ${offencesOf(group.field, offences).map((one) => html`<p class="offence" role="alert">${besides(group.field, one)}</p>`)}
      </dd>
    </div>`)}
  </dl>`;
}

/** @param {{chip: Chip, isActive: boolean, canSwitch: boolean, setActive: (key: string | null) => void, onSwitch: (chip: Chip) => void,
 *   onEdit: (field: import('./fields.js').Field) => void}} props */
function ChipItem({ chip, isActive, canSwitch: switchable, setActive, onSwitch, onEdit }) {
  const isOn = chip.status !== 'off' && chip.status !== 'overruled';
  const name = `${chip.field.label}: ${chip.text}`;
  const words = [...new Set(chip.readings.map((one) => `“${one.words}”`))].join(', ');
  const told = [SOURCES[chip.source], words, STATUSES[chip.status], chip.why].filter(Boolean).join(', ');
  const look = () => setActive(chip.key);
  const leave = () => setActive(null);
  const body = html`<span class="chip-text">${chip.text}</span><span class="chip-source" aria-hidden="true">${STATUSES[chip.status] ?? (chip.source === 'text' ? 'text' : SOURCES[chip.source])}</span>`;
  return html`
    <li class=${`chip ${chip.status} ${isActive ? 'active' : ''}`} title=${told} onMouseEnter=${look} onMouseLeave=${leave} onfocusin=${look} onfocusout=${leave}>
      ${switchable && html`<button class="chip-switch" role="switch" aria-checked=${isOn ? 'true' : 'false'} aria-label=${name} onClick=${() => onSwitch(chip)}><span></span></button>`}
      ${chip.field.kind === 'none'
        ? html`<span class="chip-body" id=${`chip-${chip.key}`} tabindex="-1">${body}<span class="for-readers">, ${told}</span></span>`
        : html`<button class="chip-body" id=${`chip-${chip.key}`} aria-label=${`Edit ${name}, ${told}`} onClick=${() => onEdit(chip.field)}>${body}</button>`}
      ${chip.why && (chip.kind === 'derived' || !['off', 'applied'].includes(chip.status)) && html`<span class="chip-why">${chip.why}</span>`}
    </li>`;
}

/** Offences whose pointer leads into a field. @param {import('./fields.js').Field} field @param {Offence[]} offences */
export function offencesOf(field, offences) {
  const own = [field.path, field.policy].filter((path) => path?.length).map((path) => '/' + path?.join('/'));
  return offences.filter((one) => own.some((path) => one.path === path || one.path.startsWith(`${path}/`)));
}

/** Without the part of the pointer that the label says already. @param {import('./fields.js').Field} field @param {Offence} offence */
function besides(field, offence) {
  const inside = offence.path.slice(field.path.join('/').length + 2).replaceAll('/', ' ');
  return sentence({ ...offence, path: '' }, inside);
}

/** @param {Offence} offence @param {string} [inside] */
export function sentence({ path, message, suggestion }, inside = `${path}:`) {
  return `${inside} ${message}${suggestion ? ` Did you mean ${suggestion}?` : ''}`.trim();
}

/** Bring the chips of a field to the user. @param {string} fieldId */
export function focusGroup(fieldId) {
  const group = document.getElementById(`group-${fieldId}`);
  group?.scrollIntoView({ block: 'nearest' });
  /** @type {HTMLElement | null} */ (group?.querySelector('.chip-body') ?? group)?.focus({ preventScroll: true });
}
