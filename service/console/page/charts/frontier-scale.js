// From money and value to places on the chart, with round ticks.

const ROUND = [1, 2, 2.5, 5, 10];

/** @param {number} least @param {number} most @param {number} count about so many @returns {number[]} */
export function ticks(least, most, count) {
  const raw = (most - least) / count || 1;
  const size = 10 ** Math.floor(Math.log10(raw));
  const step = (ROUND.find((one) => one * size >= raw) ?? 10) * size;
  const first = Math.ceil(least / step);
  return Array.from({ length: Math.max(0, Math.floor(most / step + 1e-9) - first + 1) }, (_, place) => (first + place) * step);
}

/** A little more than the values need. @param {number[]} values @param {number} below share of the spread @param {number} above
 * @returns {[number, number]} */
export function extent(values, below, above) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const spread = most - least || most || 1;
  return [Math.max(0, least - below * spread), most + above * spread];
}

/** @param {[number, number]} from @param {[number, number]} to @returns {(value: number) => number} */
export const scale = ([least, most], [start, end]) => (value) => start + ((value - least) / (most - least || 1)) * (end - start);
