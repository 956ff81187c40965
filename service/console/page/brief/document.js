// Brief documents as plain values: a field read, put, taken out; two of them compared and merged (RFC 7396).

/** @typedef {Record<string, any>} Document */
/** @typedef {readonly string[]} Path the keys that lead to a field */

/** @param {any} document @param {Path} path */
export const at = (document, path) => path.reduce((value, key) => value?.[key], document);

/** The document with a field set, or without it where the value is undefined; objects left empty go too.
 * @param {Document} document @param {Path} path @param {unknown} value @returns {Document} */
export function put(document, [key, ...rest], value) {
  const inner = rest.length ? put(document[key] ?? {}, rest, value) : value;
  const { [key]: _, ...others } = document;
  if (inner === undefined || (rest.length && isObject(inner) && Object.keys(/** @type {object} */ (inner)).length === 0)) return others;
  return { ...document, [key]: inner };
}

/** The merge patch that makes `after` of `before`; {} where they say the same.
 * @param {Document} before @param {Document} after @returns {Document} */
export function difference(before, after) {
  /** @type {Document} */
  const patch = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!(key in after)) patch[key] = null;
    else if (isObject(before[key]) && isObject(after[key])) {
      const inner = difference(before[key], after[key]);
      if (Object.keys(inner).length) patch[key] = inner;
    } else if (JSON.stringify(before[key]) !== JSON.stringify(after[key])) patch[key] = after[key];
  }
  return patch;
}

/** @param {Document} before @param {Document} after */
export const isSame = (before, after) => Object.keys(difference(before, after)).length === 0;

/** @param {any} document @param {any} patch @returns {any} */
export function merged(document, patch) {
  if (!isObject(patch)) return patch;
  const result = { ...(isObject(document) ? document : {}) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

/** @param {Document | null} document */
export const isBlank = (document) => !document?.text?.trim();

/** A JSON pointer; keys of briefs need no escaping. @param {Path} path */
export const pointer = (path) => '/' + path.join('/');

/** @param {unknown} value */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
