// How the matches are asked for, beside the brief.

/** @typedef {{sort: 'score' | 'price' | 'followers', diversity: number, facets: boolean}} Options */

/** @type {Options} */
export const DEFAULT_OPTIONS = { sort: 'score', diversity: 0, facets: false };
