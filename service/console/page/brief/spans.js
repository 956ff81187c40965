// Places in a text: of its readings, in code points, as the service counts; found again while the text is edited.

/** @typedef {{start: number, end: number}} Span in code points */

/**
 * Where spans lie in the text on screen. The service read it trimmed, and perhaps before the last keystrokes: what lies
 * before or after the edit keeps its place, what the edit touched is left out.
 * @template {Span} S @param {S[]} spans @param {string} read @param {string} shown @returns {S[]}
 */
export function placed(spans, read, shown) {
  const was = [...read.trim()];
  const now = [...shown.trim()];
  const lead = [...shown.slice(0, shown.length - shown.trimStart().length)].length;
  const least = Math.min(was.length, now.length);
  let same = 0;
  while (same < least && was[same] === now[same]) same += 1;
  let after = 0;
  while (after < least - same && was[was.length - 1 - after] === now[now.length - 1 - after]) after += 1;
  return spans.flatMap((span) => {
    if (span.end <= same) return [moved(span, lead)];
    if (span.start >= was.length - after) return [moved(span, lead + now.length - was.length)];
    return [];
  });
}

/** @template {Span} S @param {S} span @param {number} by @returns {S} */
const moved = (span, by) => ({ ...span, start: span.start + by, end: span.end + by });

/**
 * The text in pieces, each with the spans that cover it.
 * @template {Span} S @param {string} text @param {S[]} spans @returns {{text: string, spans: S[]}[]}
 */
export function pieces(text, spans) {
  const points = [...text];
  const edges = [...new Set([0, points.length, ...spans.flatMap((span) => [span.start, span.end])])].sort((a, b) => a - b);
  return edges.slice(1).map((end, index) => ({
    text: points.slice(edges[index], end).join(''),
    spans: spans.filter((span) => span.start <= edges[index] && end <= span.end),
  }));
}

/** How many code points come before a place that the browser names in UTF-16 units. @param {string} text @param {number} units */
export const pointsBefore = (text, units) => [...text.slice(0, units)].length;
