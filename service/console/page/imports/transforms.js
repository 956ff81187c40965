// The ways in which a cell is read, in words, and the options that belong to each.

/** @type {[string, string][]} */
export const TRANSFORMS = [
  ['', 'as it stands'], ['number', 'number (12.4K)'], ['percent', 'percent (3.4%)'], ['money', 'amount (€350)'], ['currency', 'currency of an amount'],
  ['country', 'country, name or code'], ['language', 'language, name or code'], ['list,language', 'list of languages'], ['list', 'list'],
  ['handle', 'handle or address'], ['handle,lower,identifier', 'handle, as an id'], ['identifier', 'id of any text'], ['lower', 'small letters'], ['date', 'day or time'],
  ['lookup', 'by a table'],
];

const OPTIONS = /** @type {Record<string, string[]>} */ ({
  separator: ['list'], decimal: ['number', 'percent', 'money'], fraction: ['percent'], formats: ['date'], table: ['lookup'], otherwise: ['lookup'], currency: ['money'],
});

/** @typedef {{column?: string, columns?: string[], constant?: unknown, default?: unknown, transform?: string | string[], separator?: string,
 *   decimal?: string, fraction?: boolean, formats?: string[], table?: Record<string, unknown>, otherwise?: unknown, currency?: string}} Source */

/** @param {Source} source */
export const transformOf = (source) => [source.transform ?? []].flat().join(',');

/** @param {Source} source @param {string} option */
export const takes = (source, option) => OPTIONS[option].some((name) => transformOf(source).split(',').includes(name));

/** The source, read in another way: options of the way before go. @param {Source} source @param {string} transform @returns {Source} */
export function readAs(source, transform) {
  const names = transform.split(',').filter(Boolean);
  const next = /** @type {Record<string, unknown>} */ ({ ...source, transform: names.length > 1 ? names : names[0] });
  for (const [option, belongs] of Object.entries(OPTIONS)) {
    const joins = option === 'separator' && 'columns' in source;
    if (!joins && !belongs.some((name) => names.includes(name))) delete next[option];
  }
  if (!names.length) delete next.transform;
  return next;
}
