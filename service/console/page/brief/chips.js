// The chips of a brief: what its fields state, what its text is read as, what follows from them, and what is switched off.

import { at } from './document.js';
import { fieldIdOf, fieldsOf } from './fields.js';
import { budgetText, fieldText, PARTS, rangeText, readingText } from './values.js';

/** @typedef {import('./fields.js').Field} Field */
/** @typedef {{id: string, field: string, value: any, words: string, start: number, end: number, status: string, why?: string}} Reading */
/** @typedef {{constraint: string, value: any, source: string, unknown: string}} Resolved */
/** @typedef {{text: string, resolved_constraints: Resolved[], readings: Reading[], contradictions: {field: string,
 *   message: string, readings: string[]}[], weights: Record<string, number>}} Resolution `text`: the one that the readings lie in */

/**
 * `kind`: a "field" of the document, a "reading" of its text, a "default" or what is "derived" from other fields.
 * `status`: applied, off, or what became of a reading. `part`: of a budget. `spans`: the words that it comes from.
 * @typedef {{key: string, kind: 'field' | 'reading' | 'default' | 'derived', field: Field, text: string, source: string,
 *   status: string, why: string, readings: Reading[], part?: string}} Chip
 */
/** @typedef {{field: Field, chips: Chip[]}} Group */

/** @param {import('./document.js').Document} document @param {Record<string, any>} parked @param {Resolution | null} resolution
 * @param {import('./values.js').Names} names @returns {Group[]} those with something to show */
export function groupsOf(document, parked, resolution, names) {
  const readings = resolution?.readings ?? [];
  const disputed = new Set(resolution?.contradictions.flatMap((one) => one.readings) ?? []);
  const repeats = readings.filter((one) => one.status === 'overruled' && !disputed.has(one.id));
  return fieldsOf(document, readings)
    .map((field) => ({
      field,
      chips: [
        ...stated(field, document, names, repeats),
        ...switchedOff(field, document, parked, names),
        ...read(field, at(document, field.path) === undefined ? readings : readings.filter((one) => !repeats.includes(one)), names),
        ...implied(field, document, resolution?.resolved_constraints ?? []),
      ],
    }))
    .filter((group) => group.chips.length > 0);
}

/** Whether followers are stated only to let everybody in: the default, switched off. @param {any} value */
export const isAnybody = (value) => value?.min === 0 && value.max == null && value.unknown === 'include';

/** @param {Field} field @param {import('./document.js').Document} document @param {import('./values.js').Names} names
 * @param {Reading[]} repeats of the text, which say what the field says @returns {Chip[]} */
function stated(field, document, names, repeats) {
  const value = field.path.length ? at(document, field.path) : undefined;
  if (value === undefined || (field.id === 'followers' && isAnybody(value))) return [];
  const chip = { kind: /** @type {const} */ ('field'), field, source: 'stated', status: 'applied', why: '', readings: repeats.filter((one) => fieldIdOf(one.field) === field.id) };
  if (field.kind === 'budget') {
    return Object.keys(PARTS).filter((part) => part in value)
      .map((part) => ({ ...chip, key: `budget.${part}`, part, text: budgetText(part, value[part], value.currency, names), readings: chip.readings.filter((one) => one.value.scope === part) }));
  }
  if (field.kind === 'range' && value.min == null && value.max == null) return [];
  const policy = field.policy && at(document, field.policy) === 'include' ? ', or unknown' : '';
  return [{ ...chip, key: field.id, text: fieldText(field, value, names) + policy }];
}

/** @param {Field} field @param {import('./document.js').Document} document @param {Record<string, any>} parked
 * @param {import('./values.js').Names} names @returns {Chip[]} */
function switchedOff(field, document, parked, names) {
  return Object.keys(parked).filter((key) => key === field.id || key.startsWith(`${field.id}.`)).map((key) => {
    const part = key.split('.')[1];
    const text = part ? budgetText(part, parked[key][part], parked[key].currency, names) : fieldText(field, parked[key], names);
    return { key, kind: 'field', field, part, text, source: 'stated', status: 'off', why: 'switched off', readings: [] };
  });
}

/** @param {Field} field @param {Reading[]} readings @param {import('./values.js').Names} names @returns {Chip[]} */
function read(field, readings, names) {
  /** @type {Chip[]} */
  const chips = [];
  for (const reading of readings.filter((one) => fieldIdOf(one.field) === field.id)) {
    const twin = chips.find((chip) => isOtherEnd(chip.readings[0], reading));
    if (twin) {
      twin.readings.push(reading);
      twin.text = rangeText(field, Object.fromEntries(twin.readings.map((one) => [one.field.split('.')[1], one.value])));
    } else {
      const status = reading.status === 'ignored' ? 'off' : reading.status;
      const why = reading.status === 'ignored' ? 'switched off' : reading.why ?? '';
      chips.push({ key: `${reading.id}@${reading.start}`, kind: 'reading', field, text: readingText(reading, field, names), source: 'text', status, why, readings: [reading] });
    }
  }
  return chips;
}

/** "3k to 80k" is read as two bounds, and shown as one. @param {Reading} one @param {Reading} two */
const isOtherEnd = (one, two) => one.field.includes('.') && one.field !== two.field && one.start === two.start && one.status === two.status;

/** @param {Field} field @param {import('./document.js').Document} document @param {Resolved[]} resolved @returns {Chip[]} */
function implied(field, document, resolved) {
  const value = field.path.length ? at(document, field.path) : null;
  const chip = { field, readings: [] };
  if (field.id === 'followers' && isAnybody(value)) {
    return [{ ...chip, key: 'followers', kind: 'default', text: 'any number', source: 'default', status: 'off', why: 'the default, 1,000 to 100,000, is switched off' }];
  }
  if (value != null) return [];
  return resolved.filter((one) => one.constraint === field.id && ['default', 'derived'].includes(one.source) && field.id !== 'deliverables').map((one) => ({
    ...chip, key: field.id, kind: /** @type {'default' | 'derived'} */ (one.source), source: one.source, status: 'applied',
    text: Array.isArray(one.value) ? one.value.join(', ') : rangeText(field, one.value),
    why: one.source === 'derived' ? 'follows from the deliverables' : '',
  }));
}
