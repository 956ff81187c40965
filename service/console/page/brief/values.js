// What a field says, in words: the text of its chip.

import { money, number, percent } from '../format.js';
import { nameOf } from '../parts/vocabulary.js';

/** @typedef {Record<string, import('../parts/vocabulary.js').Entry[]>} Names vocabularies by their name */

/** The vocabularies that chips are written with. */
export const LISTS = ['platforms', 'niches', 'topics', 'countries', 'languages', 'deliverable_kinds', 'add_ons', 'channels', 'genders'];

/** The parts of a budget, as their chips call them. @type {Record<string, string>} */
export const PARTS = {
  total: 'in total', per_creator: 'per creator', per_deliverable: 'per deliverable', per_kind: 'by kind', product_value: 'product value',
};

/** @type {Record<string, string>} */
const AUDIENCE_LISTS = { country: 'countries', language: 'languages', gender: 'genders', age: '' };

/** What the document's field says. @param {import('./fields.js').Field} field @param {any} value @param {Names} names @returns {string} */
export function fieldText(field, value, names) {
  switch (field.kind) {
    case 'range': return rangeText(field, value);
    case 'any_of': return listed(value.any_of, names[field.list ?? '']);
    case 'any_name': return value.any_of.join(', ');
    case 'ids': return listed(value, names[field.list ?? '']);
    case 'names': return value.join(', ');
    case 'audience': return value.map((/** @type {any} */ wish) => audienceText(wish, names)).join(', ');
    case 'deliverables': return value.map((/** @type {any} */ line) => deliverableText(line, names)).join(', ');
    case 'add_ons': return value.map((/** @type {any} */ one) => addOnText(one, names)).join(', ');
    case 'whole': return number(value);
    case 'date': return dateText(value);
    case 'window': return `${dateText(value.from)} to ${dateText(value.to)}`;
    case 'standing': return `top ${value.top ?? 20}`;
    case 'flag': return value ? 'yes' : 'no';
    default: return JSON.stringify(value);
  }
}

/** What a reading of the text says. @param {{field: string, value: any}} reading @param {import('./fields.js').Field} field @param {Names} names */
export function readingText({ field: name, value }, field, names) {
  const [, side] = name.split('.');
  if (side) return rangeText(field, { [side]: value });
  switch (field.kind) {
    case 'any_of': return nameOf(names[field.list ?? ''] ?? [], value);
    case 'ids': return typeof value === 'object' ? (value.topic ? nameOf(names.topics, value.topic) : value.phrase) : nameOf(names[field.list ?? ''] ?? [], value);
    case 'deliverables': return deliverableText(value, names);
    case 'budget': return budgetText(value.scope, value.kind ? { [value.kind]: value.amount } : value.amount, value.currency, names);
    case 'whole': return number(value);
    case 'date': return dateText(value);
    default: return String(value?.phrase ?? value);
  }
}

/** A part of the budget. @param {string} part @param {any} value @param {string | null} currency @param {Names} names */
export function budgetText(part, value, currency, names) {
  const amount = (/** @type {string} */ one) => (currency ? money(one, currency, { whole: !/[.,]\d*[1-9]/.test(one) }) : one);
  if (typeof value !== 'object') return `${amount(value)} ${PARTS[part] ?? part}`;
  return Object.entries(value).map(([kind, one]) => `${amount(one)} per ${nameOf(names.deliverable_kinds, kind)}`).join(', ');
}

/** @param {import('./fields.js').Field} field @param {{min?: number | null, max?: number | null}} bounds */
export function rangeText(field, { min, max }) {
  const say = (/** @type {number} */ value) => (field.unit === '%' ? percent(value, 2) : number(value));
  if (min == null && max == null) return 'any number';
  if (max == null) return `at least ${say(/** @type {number} */ (min))}`;
  if (min == null) return `at most ${say(max)}`;
  return `${field.unit === '%' ? min : say(min)} to ${say(max)}`;
}

/** @param {string} day such as 2026-11-30 */
const dateText = (day) => new Date(`${day}T00:00Z`).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

/** @param {any[]} ids @param {import('../parts/vocabulary.js').Entry[]} [entries] */
const listed = (ids, entries = []) => ids.map((id) => nameOf(entries, id)).join(', ');

/** @param {{kind: string, quantity?: number | null}} line @param {Names} names */
const deliverableText = (line, names) => `${line.quantity ?? 1} × ${nameOf(names.deliverable_kinds, line.kind)}`;

/** @param {any} one @param {Names} names */
function addOnText(one, names) {
  const of = [one.months && `${one.months} months`, one.channel && nameOf(names.channels, one.channel)].filter(Boolean);
  return nameOf(names.add_ons, one.kind) + (of.length ? ` (${of.join(', ')})` : '');
}

/** @param {any} wish @param {Names} names */
function audienceText(wish, names) {
  const by = Object.keys(AUDIENCE_LISTS).find((key) => key in wish) ?? '';
  return `${nameOf(names[AUDIENCE_LISTS[by]] ?? [], wish[by] ?? '')} at least ${percent(wish.min_share_pct)}`;
}
