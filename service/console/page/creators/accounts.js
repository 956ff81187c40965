// Where a creator posts, with figures; and what sponsored work they have done.

import { html } from '../vendor/preact-htm.js';
import { number, percent } from '../format.js';
import { nameOf, useVocabulary } from '../parts/vocabulary.js';

/** @param {{creator: any}} props */
export function Accounts({ creator }) {
  const platforms = useVocabulary('platforms');
  const accounts = creator.accounts ?? [];
  return html`
    <section class="card stack" aria-labelledby="accounts-title">
      <h2 id="accounts-title">Accounts</h2>
      ${accounts.length === 0 ? html`<p class="hint">None is known.</p>` : html`
        <div class="scroll" tabindex="0" role="region" aria-label="Accounts">
          <table>
            <thead><tr><th scope="col">Platform</th><th scope="col" class="figure">Followers</th><th scope="col" class="figure">Engagement</th><th scope="col" class="figure">Views a post</th><th scope="col">As of</th></tr></thead>
            <tbody>${accounts.map((/** @type {any} */ one) => html`<tr key=${one.platform + one.handle}>
              <th scope="row">${nameOf(platforms, one.platform)}<div class="hint">@${one.handle}</div></th>
              <td class="figure">${figure(one.followers, number)}</td>
              <td class="figure">${figure(one.engagement_rate_pct, percent)}${one.engagement_rate_pct !== undefined && html`<div class="hint">of ${one.engagement_basis}</div>`}</td>
              <td class="figure">${figure(one.average_views, number)}</td>
              <td>${one.as_of ?? html`<span class="hint">unknown</span>`}</td></tr>`)}</tbody>
          </table>
        </div>`}
      <${Sponsored} sponsored=${creator.sponsored} />
    </section>`;
}

/** @param {{sponsored: {posts: number, topics?: string[]} | undefined}} props */
function Sponsored({ sponsored }) {
  const topics = useVocabulary('topics');
  return html`<div><h3>Sponsored work</h3>
    ${sponsored
      ? html`<p>${number(sponsored.posts)} ${sponsored.posts === 1 ? 'post' : 'posts'} ${(sponsored.topics ?? []).map((id) => html` <span key=${id} class="tag">${nameOf(topics, id)}</span>`)}</p>`
      : html`<p class="hint">No track record is known.</p>`}</div>`;
}

/** @param {number | undefined} value @param {(value: number) => string} shown */
const figure = (value, shown) => (value === undefined || value === null ? html`<span class="hint">unknown</span>` : shown(value));
