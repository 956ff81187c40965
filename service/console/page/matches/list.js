// Who matches: ranked, priced, explained, and judged in place.

import { html, useMemo, useRef } from '../vendor/preact-htm.js';
import { number } from '../format.js';
import { Empty } from '../parts/empty.js';
import { ProblemBox } from '../parts/problem.js';
import { useVocabularies } from '../parts/vocabulary.js';
import { Card } from './card.js';
import { useGlide } from './glide.js';
import { Head } from './head.js';
import { useJudging } from './judging.js';
import { useMovement } from './movement.js';
import { Nobody } from './nobody.js';
import { Rejected } from './rejected.js';
import { useVerdicts } from './verdicts.js';
export { DEFAULT_OPTIONS } from './options.js';

const LISTS = ['niches', 'platforms', 'deliverable_kinds', 'rejection_reasons'];

/**
 * `ensureSaved` stores the brief where it is not, and gives its id; from then on the view passes that `briefId`.
 * The view must stay mounted meanwhile (change the address without a hashchange), or what was judged is forgotten.
 * @param {{ranking: ReturnType<typeof import('./ranking.js').useRanking>, options: import('./options.js').Options,
 *   setOptions: (next: import('./options.js').Options) => void, ensureSaved: () => Promise<string>,
 *   briefId: string | null, judgedIn?: string | null}} props `judgedIn`: the stored brief, changed or not
 */
export function Matches({ ranking, options, setOptions, ensureSaved, briefId, judgedIn = briefId }) {
  const names = useVocabularies(LISTS);
  const verdicts = useVerdicts(judgedIn);
  const [movement, expect] = useMovement(ranking);
  const { judge, undo, last, forget, problem } = useJudging({ ranking, verdicts, expect, ensureSaved });
  const nameFor = useNamesSeen(ranking.items);
  const { answer, items, loading } = ranking;
  const order = items.map((match) => match.creator.external_id).join(' ');
  const list = useGlide(order);
  // While the brief is typed, this is drawn at every key; the cards only when something of theirs has changed.
  const cards = useMemo(() => html`<ol class="matches" aria-label="Ranking" ref=${list}>${items.map((match) => {
    const id = match.creator.external_id;
    return html`<${Card} key=${id} match=${match} names=${names} step=${movement.steps.get(id)} given=${verdicts.given.get(id)} judge=${judge} />`;
  })}</ol>`, [items, names, movement, verdicts.given]);
  if (!answer) return html`<section class="matches-area" aria-label="Matches" aria-busy=${String(loading)}><${Before} ranking=${ranking} /></section>`;
  const takeBack = (/** @type {string} */ id) => judge({ creator: { external_id: id, name: nameFor(id) } }, null);
  return html`
    <section class="matches-area" aria-labelledby="matches-title" aria-busy=${String(loading)}>
      <${Head} answer=${answer} options=${options} setOptions=${setOptions} niches=${names.niches} counts=${countsOf(verdicts.given)} />
      ${ranking.problem && html`<${ProblemBox} problem=${ranking.problem} retry=${() => ranking.refresh()} />`}
      ${!briefId && verdicts.given.size > 0 && html`<p class="hint">Your verdicts count again once the changes are saved.</p>`}
      ${answer.matched === 0 && html`<${Nobody} answer=${answer} />`}
      ${cards}
      ${items.length > 0 && html`<${Foot} ranking=${ranking} isStored=${briefId !== null} />`}
      <${Rejected} given=${verdicts.given} nameFor=${nameFor} reasons=${names.rejection_reasons} takeBack=${takeBack} />
      ${problem && html`<${ProblemBox} problem=${problem} />`}
      ${last && last.briefId === judgedIn && html`
        <div class="last-verdict"><span>${movement.words || `${last.what}.`}</span>
          <span class="row"><button onClick=${() => undo(last)}>Undo</button><button class="quiet" aria-label="Close" onClick=${forget}>✕</button></span></div>`}
    </section>`;
}

/** Before there is a ranking. @param {{ranking: ReturnType<typeof import('./ranking.js').useRanking>}} props */
function Before({ ranking }) {
  if (ranking.problem) return html`<${ProblemBox} problem=${ranking.problem} retry=${() => ranking.refresh()} />`;
  if (ranking.loading) return html`<p class="hint">Matching …</p>`;
  return html`<${Empty} title="Matches appear here"><p>Describe who you look for and what for; the ranking follows as you write.</p><//>`;
}

/** @param {{ranking: ReturnType<typeof import('./ranking.js').useRanking>, isStored: boolean}} props */
function Foot({ ranking, isStored }) {
  const { answer, items, hasMore } = ranking;
  return html`<p class="row foot">
    <span class="hint">${number(items.length)} of ${number(answer.matched)} shown</span>
    ${hasMore && html`<button onClick=${ranking.more}>Show more</button>`}
    ${!hasMore && !isStored && items.length < answer.reachable && html`<span class="hint">Save the brief to see more of them.</span>`}
    ${!hasMore && isStored && answer.reachable < answer.matched && html`<span class="hint">The rest fits less; narrow the brief to see who else there is.</span>`}
  </p>`;
}

/** Names of those who were shown, as they are wanted still once they are gone. @param {any[]} items */
function useNamesSeen(items) {
  const seen = useRef(/** @type {Map<string, string>} */ (new Map()));
  for (const { creator } of items) seen.current.set(creator.external_id, creator.name);
  return (/** @type {string} */ id) => seen.current.get(id) ?? id;
}

/** "3 shortlisted, 1 hired" @param {Map<string, import('./verdicts.js').Verdict>} given */
function countsOf(given) {
  const verdicts = [...given.values()].map((one) => one.verdict);
  return ['shortlisted', 'hired', 'rejected'].map((name) => [verdicts.filter((one) => one === name).length, name])
    .filter(([count]) => count).map(([count, name]) => `${count} ${name}`).join(', ');
}
