// Who a creator is: bio, what the posts look like, where and in which languages, and when they can work.

import { html } from '../vendor/preact-htm.js';
import { ago } from '../format.js';
import { countryName, languageName, nameOf, useVocabulary } from '../parts/vocabulary.js';
import { address } from '../routes.js';
import { NicheTags } from './row.js';

/** @param {{creator: any, niches: import('./question.js').Found['niches']}} props */
export function Identity({ creator, niches }) {
  const names = useVocabulary('niches');
  return html`
    <section class="card stack" aria-labelledby="bio-title">
      <h2 id="bio-title">Bio</h2>
      <p class="bio" dir="auto">${creator.text}</p>
      ${creator.content_samples?.length > 0 && html`<div><h3>Recent posts</h3><ul class="creator-posts">${creator.content_samples.map((/** @type {string} */ one) => html`<li>${one}</li>`)}</ul></div>`}
      <dl class="creator-facts">
        <dt>Niches</dt><dd class="row"><${NicheTags} niches=${niches} names=${names} />
          ${niches.length > 0 && html`<span class="hint">${niches[0].source === 'declared' ? 'declared' : 'found in the text, with their shares of it'}</span>`}</dd>
        <dt>Lives in</dt><dd>${[creator.city, creator.country && countryName(creator.country)].filter(Boolean).join(', ') || unknown}</dd>
        <dt>Speaks</dt><dd>${creator.languages?.map(languageName).join(', ') || unknown}</dd>
        <dt>Free for work</dt><dd>${window(creator.availability) ?? unknown}</dd>
        <dt>Refuses</dt><dd><${Refusals} refusals=${creator.refusals} /></dd>
        <dt>Last post</dt><dd>${creator.last_post_at ? ago(creator.last_post_at) : unknown}</dd>
        ${creator.profile_url && html`<dt>Profile</dt><dd class="creator-address"><a href=${creator.profile_url} target="_blank" rel="noopener noreferrer">${creator.profile_url}</a></dd>`}
      </dl>
    </section>`;
}

const unknown = html`<span class="hint">unknown</span>`;

/** @param {{refusals: string[] | undefined}} props */
function Refusals({ refusals }) {
  const topics = useVocabulary('topics');
  if (!refusals) return unknown;
  if (!refusals.length) return html`nothing`;
  return refusals.map((id) => html`<span key=${id} class="tag warn">${nameOf(topics, id)}</span> `);
}

/** @param {{from?: string, to?: string} | undefined} availability both days inclusive */
function window(availability) {
  const { from, to } = availability ?? {};
  if (from && to) return `${day(from)} to ${day(to)}`;
  return from ? `from ${day(from)}` : to ? `until ${day(to)}` : null;
}

/** @param {string} iso */
const day = (iso) => new Date(`${iso}T00:00:00Z`).toLocaleDateString(undefined, { dateStyle: 'medium', timeZone: 'UTC' });

/** Whether the text has its vector, and who else has the same account.
 * @param {{creator: any}} props */
export function State({ creator }) {
  const { state, attempts, error, retry_at: retry } = creator.embedding;
  return html`
    ${state === 'fresh' && html`<span class="tag good">embedded</span>`}
    ${state === 'stale' && html`<span class="tag warn">waits for its vector</span>`}
    ${state === 'failed' && html`<span class="tag bad" title=${error}>not embedded after ${attempts} attempts: ${error}${retry && `; next ${ago(retry)}`}</span>`}
    ${creator.likely_duplicates.map((/** @type {any} */ one) => html`
      <a key=${one.external_id} class="tag warn" href=${address(`/creators/${one.external_id}`)}>@${one.handle} is also ${one.external_id}’s</a>`)}`;
}
