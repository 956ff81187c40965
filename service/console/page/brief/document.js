// Brief documents as plain values: a field read, put, taken out.

import { isObject } from '../merge-patch.js';

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

/** @param {Document | null} document */
export const isBlank = (document) => !document?.text?.trim();
