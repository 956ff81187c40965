// Creators most like one, and why.

import { html } from '../vendor/preact-htm.js';
import { useLoaded } from '../loading.js';
import { ProblemBox } from '../parts/problem.js';
import { ANYTHING, ask } from './question.js';
import { CreatorList } from './row.js';

const SHOWN = 6;

/** @param {{id: string, name: string}} props */
export function Lookalikes({ id, name }) {
  const { data, problem, loading, reload } = useLoaded((signal) => ask({ ...ANYTHING, like: id }, SHOWN, signal), [id]);
  const waits = problem?.code === 'not_indexed';
  return html`
    <section aria-labelledby="alike-title" aria-busy=${String(loading)}>
      <h2 id="alike-title">Most like ${name}</h2>
      ${waits && html`<p class="hint">The text has no vector yet. <button onClick=${reload}>Look again</button></p>`}
      ${problem && !waits && html`<${ProblemBox} problem=${problem} retry=${reload} />`}
      ${data && (data.rows.length ? html`<${CreatorList} rows=${data.rows} label=${`Most like ${name}`} />` : html`<p class="hint">There is nobody else yet.</p>`)}
    </section>`;
}
