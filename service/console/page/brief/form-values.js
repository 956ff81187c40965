// What an editor starts from, and what it writes: between the fields of a brief and the values of its form.

import { at, put } from './document.js';
import { isAnybody } from './chips.js';
import { PARTS } from './values.js';

/** @typedef {import('./fields.js').Field} Field */
/** @typedef {import('./document.js').Document} Document */
/** @typedef {import('./chips.js').Resolution} Resolution */

/** What is in force, from the field or else from the text. @param {Field} field @param {Document} document @param {Resolution | null} resolution */
export function formValue(field, document, resolution) {
  const stated = at(document, field.path);
  const resolved = resolution?.resolved_constraints.find((one) => one.constraint === field.id);
  const unknown = (field.policy && at(document, field.policy)) ?? resolved?.unknown ?? 'exclude';
  switch (field.kind) {
    case 'range': return { min: null, max: null, ...resolved?.value, ...(isAnybody(stated) ? { min: null, max: null } : stated), unknown: isAnybody(stated) ? 'exclude' : unknown };
    case 'any_of':
    case 'any_name': return { any_of: stated?.any_of ?? resolved?.value ?? [], unknown: resolved?.source === 'derived' ? 'exclude' : unknown };
    case 'ids': return { ids: stated ?? resolved?.value ?? [], unknown: (field.policy && at(document, field.policy)) ?? 'include' };
    case 'names':
    case 'audience':
    case 'add_ons': return stated ?? [];
    case 'deliverables': return { lines: deliverablesOf(document, resolution), unknown: (field.policy && at(document, field.policy)) ?? 'include' };
    case 'budget': return budgetOf(document, resolution);
    case 'whole': return stated ?? resolution?.readings.find((one) => one.field === field.id && one.status === 'applied')?.value ?? null;
    case 'date': return stated ?? resolved?.value ?? '';
    case 'window': return { from: '', to: '', unknown: 'exclude', ...stated };
    case 'standing': return { top: 20, ...stated };
    default: return stated ?? true;
  }
}

/** The document with what the form says in its field. @param {Field} field @param {Document} document @param {any} value
 * @param {Resolution | null} resolution @returns {Document} */
export function written(field, document, value, resolution) {
  switch (field.kind) {
    case 'range': return put(document, field.path, value.min === null && value.max === null ? undefined : pruned(value));
    case 'any_of':
    case 'any_name': return put(document, field.path, value.any_of.length ? value : undefined);
    case 'ids': return withPolicy(field, put(document, field.path, value.ids.length ? value.ids : undefined), value.ids.length ? value.unknown : 'include');
    case 'names':
    case 'audience':
    case 'add_ons': return put(document, field.path, value.length ? value : undefined);
    case 'deliverables': return withPolicy(field, put(document, field.path, value.lines.length ? value.lines : undefined), value.unknown);
    case 'budget': return withBudget(document, value, resolution);
    case 'whole':
    case 'date': return put(document, field.path, value || undefined);
    case 'flag': return put(document, field.path, value || undefined);
    default: return put(document, field.path, value);
  }
}

/** @param {Field} field @param {Document} document @param {string} unknown what is silent already is not said */
function withPolicy(field, document, unknown) {
  if (!field.policy) return document;
  return put(document, field.policy, unknown === 'include' ? undefined : unknown);
}

/** @param {Document} document @param {Resolution | null} resolution @returns {{kind: string, quantity: number}[]} */
function deliverablesOf(document, resolution) {
  const read = resolution?.resolved_constraints.find((one) => one.constraint === 'deliverables')?.value ?? {};
  return document.deliverables ?? Object.entries(read).map(([kind, quantity]) => ({ kind, quantity }));
}

/** @param {Document} document @param {Resolution | null} resolution */
function budgetOf(document, resolution) {
  /** @type {Document} */
  const budget = { currency: 'EUR', unknown_price: 'exclude', per_kind: {} };
  for (const { field, status, value } of resolution?.readings ?? []) {
    if (field !== 'budget' || status !== 'applied') continue;
    budget.currency = value.currency;
    if (value.kind) budget.per_kind = { ...budget.per_kind, [value.kind]: value.amount };
    else budget[value.scope] = value.amount;
  }
  return { ...budget, ...document.budget };
}

/** Only what was changed is stated, the rest stays with the text; unless the currency is another, which is one for all.
 * A price needs deliverables in a field, so those of the text are stated with it.
 * @param {Document} document @param {Document} value @param {Resolution | null} resolution @returns {Document} */
function withBudget(document, value, resolution) {
  const before = budgetOf(document, resolution);
  const parts = Object.keys(PARTS).filter((part) => {
    const isEmpty = part === 'per_kind' ? Object.keys(value.per_kind).length === 0 : !value[part];
    const isStated = part in (document.budget ?? {}) || value.currency !== before.currency || JSON.stringify(value[part]) !== JSON.stringify(before[part]);
    return !isEmpty && isStated;
  });
  const isJudged = value.unknown_price !== 'exclude';
  if (!parts.length && !isJudged) return put(document, ['budget'], undefined);
  const known = new Set([...Object.keys(PARTS), 'currency', 'unknown_price']);
  const others = Object.entries(document.budget ?? {}).filter(([key]) => !known.has(key));
  const budget = { currency: value.currency, ...Object.fromEntries([...parts.map((part) => [part, value[part]]), ...others]), ...(isJudged && { unknown_price: value.unknown_price }) };
  const lines = deliverablesOf(document, resolution);
  const isPriced = parts.some((part) => part.startsWith('per_'));
  return { ...document, ...(isPriced && !document.deliverables && lines.length && { deliverables: lines }), budget };
}

/** Without sides that are open. @param {Document} value */
const pruned = (value) => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null));
