// What leads from one document to another, as a JSON merge patch (RFC 7396).

/** @param {any} value */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The patch; undefined where nothing differs. null stands for "is not there" on either side.
 * @param {any} before @param {any} after @returns {any}
 */
export function mergePatch(before, after) {
  if (!isObject(before) || !isObject(after)) return JSON.stringify(before ?? null) === JSON.stringify(after ?? null) ? undefined : after ?? null;
  /** @type {Record<string, any>} */
  const patch = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const change = mergePatch(before[name], after[name]);
    if (change !== undefined) patch[name] = change;
  }
  return Object.keys(patch).length ? patch : undefined;
}
