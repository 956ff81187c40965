// What the service reads in the brief on screen: its constraints, readings and contradictions, and what is wrong with it.

import { useEffect } from '../vendor/preact-htm.js';
import { post, Problem } from '../api.js';
import { useLoaded, useSettled } from '../loading.js';
import { isBlank } from './document.js';

const SETTLED_MS = 300;
const IGNORED = '/ignore_readings';

/**
 * The resolution of a brief while it is written. A stored brief that is unchanged brought its own.
 * @param {import('./use-brief.js').Brief} brief
 * @returns {{resolution: import('./chips.js').Resolution | null, problem: Problem | null, accepted:
 *   import('./document.js').Document | null}} `accepted`: the last document without fault, of when typing paused; `problem`: of the one on screen
 */
export function useResolution(brief) {
  const { document, base, isChanged } = brief;
  const asked = useSettled(isChanged ? document : null, SETTLED_MS);
  const of = base?.id ?? null;
  const loaded = useLoaded(async (signal) => (asked && !isBlank(asked) ? { of, ...(await read(asked, signal)) } : null), [asked]);
  const { problem } = loaded;
  const data = loaded.data?.of === of ? loaded.data : null;  // not of a brief that was on screen before
  useEffect(() => {
    if (data?.idle && document === data.asked) brief.write({ document: data.document });
  }, [data]);
  if (!isChanged && base) return { resolution: base.resolution, problem: null, accepted: base.document };
  if (isBlank(document)) return { resolution: null, problem: null, accepted: null };
  return { resolution: data?.resolution ?? base?.resolution ?? null, problem: asked === document ? problem : null, accepted: data?.document ?? base?.document ?? null };
}

/** @param {import('./document.js').Document} asked @param {AbortSignal} signal */
async function read(asked, signal) {
  const parse = (/** @type {import('./document.js').Document} */ document) => post('/v1/briefs:parse', document, { signal });
  let document = asked;
  let answer;
  try {
    answer = await parse(asked);
  } catch (error) {
    if (!(error instanceof Problem) || !error.errors.some((one) => one.path.startsWith(IGNORED))) throw error;
    document = await withoutIdle(asked, parse);
    answer = await parse(document);
  }
  return { asked, document, idle: document !== asked, resolution: { text: asked.text, ...answer } };
}

/** The document without the entries of ignore_readings whose words are gone from the text.
 * @param {import('./document.js').Document} asked @param {(document: import('./document.js').Document) => Promise<any>} parse */
async function withoutIdle({ ignore_readings: ignored, ...document }, parse) {
  const { readings } = await parse(document);
  const known = new Set(['*', ...readings.flatMap((/** @type {any} */ one) => [one.id, one.field])]);
  const kept = ignored.filter((/** @type {string} */ id) => known.has(id));
  return kept.length ? { ...document, ignore_readings: kept } : document;
}
