// The brand's briefs, the newest first, each with its plans: which one to go on with.

import { html } from '../vendor/preact-htm.js';
import { get } from '../api.js';
import { ago, money } from '../format.js';
import { useLoaded } from '../loading.js';
import { useNewest } from '../pages.js';
import { Empty } from '../parts/empty.js';
import { ProblemBox } from '../parts/problem.js';
import { nameOf, useVocabulary } from '../parts/vocabulary.js';
import { address } from '../routes.js';
import { creators, workWords } from './words.js';

/** @typedef {import('./shapes.js').Brief} Brief */

const AT_ONCE = 20;

export function Choose() {
  const { items, problem, loading, reload, more } = useNewest('/v1/briefs', AT_ONCE);
  return html`
    <h1>Plan: whom to hire with the money there is</h1>
    <p class="hint">Choose a brief. Its plan is the set of creators that brings most for the budget, and is proven to.</p>
    ${problem && html`<${ProblemBox} problem=${problem} retry=${reload} />`}
    ${items?.length === 0 && html`<${Empty} title="No brief yet">
      <p>A plan is made for a brief. <a href=${address('/')}>Write or paste one</a>, and it is listed here.</p><//>`}
    <ul class="plan-briefs" aria-busy=${loading} aria-label="Briefs">${items?.map((/** @type {Brief} */ brief) => html`<${OneBrief} key=${brief.id} brief=${brief} />`)}</ul>
    ${more && html`<button onClick=${more}>Show more</button>`}`;
}

/** @param {{brief: Brief}} props */
function OneBrief({ brief }) {
  const kinds = useVocabulary('deliverable_kinds');
  const { data } = useLoaded((signal) => get(`/v1/briefs/${brief.id}/plans`, { limit: AT_ONCE }, signal), [brief.id]);
  const names = new Map(brief.deliverables?.map((one) => [one.kind, nameOf(kinds, one.kind)]));
  const total = brief.budget?.total;
  const facts = [
    brief.deliverables?.length && workWords(brief.deliverables, names), brief.creators_wanted && creators(brief.creators_wanted),
    total && money(total, brief.budget?.currency ?? '', { whole: true }), brief.status !== 'open' && brief.status,
  ].filter(Boolean);
  return html`
    <li class="card">
      <h2><a href=${address(`/briefs/${brief.id}/plan`)}>${titleOf(brief)}</a></h2>
      <p class="hint">${facts.join(' · ') || 'Says neither what creators make nor for how much; the plan asks.'}</p>
      ${data?.items.length > 0 && html`<ul class="plan-list" aria-label="Plans">${data.items.map((/** @type {import('./shapes.js').Summary} */ plan) => html`
        <li key=${plan.id}><a href=${address(`/briefs/${brief.id}/plan`, { plan: plan.id })}>${planName(plan)}</a>
          <span class="hint">version ${plan.version}, ${ago(plan.solved_at)}</span>
          ${plan.accepted_version !== null && html`<span class="tag good">accepted</span>`}
          ${plan.status === 'infeasible' && html`<span class="tag bad">nothing fits</span>`}</li>`)}</ul>`}
    </li>`;
}

/** @param {Brief} brief */
export const titleOf = (brief) => brief.title ?? `${brief.text.slice(0, 80)}${brief.text.length > 80 ? '…' : ''}`;

/** @param {import('./shapes.js').Summary} plan */
export const planName = (plan) => plan.name ?? `Plan of ${new Date(plan.created_at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}`;
