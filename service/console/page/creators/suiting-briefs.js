// Open briefs that suit a creator, of those that their brands let the marketplace see.

import { html } from '../vendor/preact-htm.js';
import { get } from '../api.js';
import { number, share } from '../format.js';
import { useLoaded } from '../loading.js';
import { Bar } from '../parts/bar.js';
import { ProblemBox } from '../parts/problem.js';
import { nameOf, useVocabulary } from '../parts/vocabulary.js';
import { address } from '../routes.js';

/** @param {{id: string, brand: string | null}} props `brand`: the one whose briefs can be opened */
export function SuitingBriefs({ id, brand }) {
  const { data, problem, loading, reload } = useLoaded((signal) => get(`/v1/creators/${id}/briefs`, { limit: 10 }, signal), [id]);
  const kinds = useVocabulary('deliverable_kinds');
  const waits = problem?.code === 'not_indexed';
  return html`
    <section class="card stack" aria-labelledby="briefs-title" aria-busy=${String(loading)}>
      <h2 id="briefs-title">Open briefs that suit</h2>
      ${waits && html`<p class="hint">The text has no vector yet. <button onClick=${reload}>Look again</button></p>`}
      ${problem && !waits && html`<${ProblemBox} problem=${problem} retry=${reload} />`}
      ${data && (data.items.length ? html`<ol class="suiting">${data.items.map((/** @type {any} */ one) => html`<${Suiting} key=${one.brief.id} one=${one} mine=${one.brand_id === brand} kinds=${kinds} />`)}</ol>`
        : html`<p class="hint">${data.considered ? `None of the ${number(data.considered)} that brands let the marketplace see.` : 'No open brief is marked discoverable.'}</p>`)}
      ${data?.pending > 0 && html`<p class="hint">${number(data.pending)} more suit and are still to be read. <button onClick=${reload}>Look again</button></p>`}
    </section>`;
}

/** @param {{one: any, mine: boolean, kinds: any[]}} props */
function Suiting({ one, mine, kinds }) {
  const title = one.brief.title ?? one.brief.text.slice(0, 80);
  const fit = one.components.find((/** @type {any} */ component) => component.name === 'fit');
  return html`<li>
    <div class="spread"><h3>${mine ? html`<a href=${address(`/briefs/${one.brief.id}`)}>${title}</a>` : title}</h3><b class="score">${share(one.score)}</b></div>
    <${Bar} value=${one.score} />
    <p class="hint">${one.brand_id}${one.brief.deadline && ` · until ${one.brief.deadline}`}${one.brief.deliverables.length > 0 && ` · ${one.brief.deliverables.map((/** @type {any} */ line) => `${line.quantity} × ${nameOf(kinds, line.kind)}`).join(', ')}`}</p>
    ${fit && html`<p class="hint">${fit.reason}</p>`}
  </li>`;
}
