// JSON merge patches (RFC 7396) of a plan's request: put together, and made from two requests.

/** @param {any} value */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a document is after a patch. @param {any} target @param {any} patch @returns {any} */
export function patched(target, patch) {
  if (!isObject(patch)) return patch;
  const result = isObject(target) ? { ...target } : {};
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

/** The patch that makes one document the other. What differs inside stands there in whole: a request as it was sent may
 * lack what is shown of it. @param {any} from @param {any} to @returns {any} */
export function difference(from, to) {
  /** @type {Record<string, any>} */
  const patch = {};
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    if (JSON.stringify(from[name]) === JSON.stringify(to[name])) continue;
    if (!(name in to)) patch[name] = null;
    else patch[name] = isObject(from[name]) && isObject(to[name]) ? { ...removed(from[name], to[name]), ...to[name] } : to[name];
  }
  return patch;
}

/** @param {any} from @param {any} to */
const removed = (from, to) => Object.fromEntries(Object.keys(from).filter((name) => !(name in to)).map((name) => [name, null]));
