// JSON merge patches (RFC 7396): applied, put together, and made from two documents.

/** @param {unknown} value */
export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a document is after a patch. @param {any} document @param {any} patch @returns {any} */
export function patched(document, patch) {
  if (!isObject(patch)) return patch;
  const result = isObject(document) ? { ...document } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = patched(result[name], value);
  }
  return result;
}

/** One patch that does what two do one after the other. @param {any} first @param {any} second @returns {any} */
export function combined(first, second) {
  if (!isObject(first) || !isObject(second)) return second;
  const result = { ...first };
  for (const [name, value] of Object.entries(second)) result[name] = name in first ? combined(first[name], value) : value;
  return result;
}

/** The patch that makes `after` of `before`; {} where they say the same.
 * @param {Record<string, any>} before @param {Record<string, any>} after @returns {Record<string, any>} */
export function difference(before, after) {
  /** @type {Record<string, any>} */
  const patch = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!(name in after)) patch[name] = null;
    else if (isObject(before[name]) && isObject(after[name])) {
      const inner = difference(before[name], after[name]);
      if (Object.keys(inner).length) patch[name] = inner;
    } else if (JSON.stringify(before[name]) !== JSON.stringify(after[name])) patch[name] = after[name];
  }
  return patch;
}

/** @param {Record<string, any>} before @param {Record<string, any>} after */
export const isSame = (before, after) => Object.keys(difference(before, after)).length === 0;
