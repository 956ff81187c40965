// What a user wants of single creators, as patches of the request.

/** @typedef {import('./shapes.js').Request} Request */
/** @typedef {import('./shapes.js').Patch} Patch */

/** @param {string[] | undefined} ids @param {string} id @param {boolean} inside */
function changed(ids = [], id, inside) {
  const others = ids.filter((one) => one !== id);
  return inside ? [...others, id] : others;
}

/** The line stays as it is, price included. @param {Request} request @param {string} id @param {boolean} on @returns {Patch} */
export const locked = (request, id, on) => ({ locked: changed(request.locked, id, on) });

/** In the plan, whatever else is. @param {Request} request @param {string} id @param {boolean} on @returns {Patch} */
export function demanded({ candidates }, id, on) {
  const must_have = changed(candidates.must_have, id, on);
  return { candidates: { must_have, excluded: on ? changed(candidates.excluded, id, false) : candidates.excluded ?? null } };
}

/** Not in the plan. @param {Request} request @param {string} id @param {boolean} on @returns {Patch} */
export function leftOut({ candidates, locked: kept }, id, on) {
  const excluded = changed(candidates.excluded, id, on);
  if (!on) return { candidates: { excluded } };
  return { locked: changed(kept, id, false), candidates: { excluded, must_have: changed(candidates.must_have, id, false) } };
}

/** One instead of another. @param {Request} request @param {string} out @param {string} inside @returns {Patch} */
export function swapped(request, out, inside) {
  const { candidates, locked: kept } = request;
  return {
    locked: changed(kept, out, false),
    candidates: {
      excluded: changed(changed(candidates.excluded, inside, false), out, true),
      must_have: changed(changed(candidates.must_have, out, false), inside, true),
    },
  };
}
