// Which single change of the constraints would let how many creators in, each made with one click.

import { html, useEffect, useState } from '../vendor/preact-htm.js';
import { get } from '../api.js';
import { number, words } from '../format.js';
import { useAction } from '../loading.js';
import { patched } from '../merge-patch.js';
import { ProblemBox } from '../parts/problem.js';

/** @typedef {{constraint: string, change: string, patch: object, adds: number, best: {score: number, creator: {name: string}}[]}} Relaxation */
const FEW = 10;
const SHOWN = 6;

/** @param {{brief: import('./use-brief.js').Brief, matched: number | null}} props */
export function Relaxations({ brief, matched }) {
  const [found, setFound] = useState(/** @type {Relaxation[] | null} */ (null));
  const [isAll, setIsAll] = useState(false);
  const { document, base, isChanged } = brief;
  const [look, looking, problem] = useAction(async () => {
    const id = await brief.ensureSaved();
    const answer = await get(`/v1/briefs/${id}/relaxations`);
    setFound(answer.items);
  });
  const [apply, applying, refused] = useAction(async (/** @type {Relaxation} */ one) => {
    brief.write({ document: patched(document, one.patch) }, `Changed: ${one.change}.`);
    await brief.ensureSaved();
  });
  const isFew = matched !== null && matched < Math.max(FEW, document?.creators_wanted ?? 0);
  useEffect(() => setFound(null), [document]);  // of another brief, or of this one before it was changed, they count for nothing
  const items = found ?? [];
  return html`
    <section class=${isFew ? 'relaxing few' : 'relaxing'} aria-labelledby="relaxations-title">
      <div class="row"><h3 id="relaxations-title">${isFew ? `${matched ? `Only ${number(matched)} match` : 'Nobody matches'}: what would find more?` : 'What would find more?'}</h3>
        <button onClick=${look} disabled=${looking}>${looking ? 'Trying changes…' : base && !isChanged ? (found ? 'Look again' : 'Look') : 'Save and look'}</button>
        ${!found && html`<span class="hint">Tries single changes and counts who would come in.</span>`}</div>
      ${problem && html`<${ProblemBox} problem=${problem} />`}
      ${refused && html`<${ProblemBox} problem=${refused} />`}
      ${found && items.length === 0 && html`<p>No single change lets anybody in. Try switching off two chips.</p>`}
      <ul class="relaxations">${items.slice(0, isAll ? undefined : SHOWN).map((one) => html`
        <li key=${one.change}>
          <span class="figures adds">+${number(one.adds)}</span>
          <span><strong>${words(one.change)}</strong>${one.best.length > 0 && html`<span class="hint"> best: ${one.best[0].creator.name}, ${(one.best[0].score * 100).toFixed(1)} of 100</span>`}</span>
          <button disabled=${applying} aria-label=${`Apply: ${one.change}`} onClick=${() => apply(one)}>Apply</button>
        </li>`)}</ul>
      ${items.length > SHOWN && !isAll && html`<button class="quiet" onClick=${() => setIsAll(true)}>All ${items.length}</button>`}
    </section>`;
}
