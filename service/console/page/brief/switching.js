// What switching a chip off or on does to the brief. Fields that are off are parked beside the document.

import { at, put } from './document.js';
import { isAnybody } from './chips.js';

/** @typedef {{document: import('./document.js').Document, parked: Record<string, any>}} Written */
/** @typedef {import('./chips.js').Chip} Chip */

const ANYBODY = { min: 0, unknown: 'include' };

/** Whether a chip can be switched at all; what is derived changes with what it follows from.
 * @param {Chip} chip @param {import('./document.js').Document} document */
export function canSwitch(chip, document) {
  if (chip.kind === 'derived') return false;
  return chip.status !== 'overruled' || at(document, chip.field.path) !== undefined;
}

/** The brief with a chip switched the other way.
 * @param {Written} brief @param {Chip} chip @param {import('./chips.js').Reading[]} readings all of the text @returns {Written} */
export function switched(brief, chip, readings) {
  if (chip.kind === 'default') {
    return { ...brief, document: put(brief.document, chip.field.path, isAnybody(at(brief.document, chip.field.path)) ? undefined : ANYBODY) };
  }
  if (chip.kind === 'field') return chip.status === 'off' ? unparked(brief, chip) : parkedField(brief, chip.field, chip.part);
  if (chip.status === 'overruled') return overruler(brief, chip);
  return { ...brief, document: chip.status === 'off' ? heeded(brief.document, chip, readings) : ignoring(brief.document, chip) };
}

/** A field written anew has nothing parked beside it. @param {Record<string, any>} parked @param {import('./fields.js').Field} field */
export function withoutParked(parked, field) {
  return Object.fromEntries(Object.entries(parked).filter(([key]) => key !== field.id && !key.startsWith(`${field.id}.`)));
}

/** @param {Written} brief @param {import('./fields.js').Field} field @param {string} [part] @returns {Written} */
function parkedField({ document, parked }, field, part) {
  const value = at(document, field.path);
  if (!part || !(part in value)) return { document: put(document, field.path, undefined), parked: { ...parked, [field.id]: value } };
  const { currency, unknown_price, [part]: amount, ...others } = value;
  const kept = { currency, ...(unknown_price && { unknown_price }) };
  const rest = Object.keys(others).length ? { ...kept, ...others } : undefined;
  return { document: put(document, field.path, rest), parked: { ...parked, [`${field.id}.${part}`]: { ...kept, [part]: amount } } };
}

/** @param {Written} brief @param {Chip} chip @returns {Written} */
function unparked({ document, parked }, chip) {
  const { [chip.key]: value, ...others } = parked;
  const now = at(document, chip.field.path);
  return { document: put(document, chip.field.path, chip.part ? { ...value, ...now, [chip.part]: value[chip.part] } : value), parked: others };
}

/** The field that a reading gives way to is taken out, so that the text holds. @param {Written} brief @param {Chip} chip @returns {Written} */
function overruler(brief, chip) {
  const { scope, kind } = chip.readings[0].value ?? {};
  return parkedField(brief, chip.field, chip.field.kind === 'budget' ? (kind ? 'per_kind' : scope) : undefined);
}

/** @param {import('./document.js').Document} document @param {Chip} chip */
function ignoring(document, chip) {
  const before = document.ignore_readings ?? [];
  return { ...document, ignore_readings: [...before, ...chip.readings.map((one) => one.id).filter((id) => !before.includes(id))] };
}

/** Entries for a whole field or for everything give way to the ids of the other readings that they switch off.
 * @param {import('./document.js').Document} document @param {Chip} chip @param {import('./chips.js').Reading[]} readings */
function heeded(document, chip, readings) {
  const again = new Set(chip.readings.map((one) => one.id));
  const ids = readings.filter((one) => one.status === 'ignored' && !again.has(one.id)).map((one) => one.id);
  return put(document, ['ignore_readings'], ids.length ? [...new Set(ids)] : undefined);
}
