// The first question of a plan: how much money, how many creators, what each makes. The brief answers what it states.

import { html, useState } from '../vendor/preact-htm.js';
import { post } from '../api.js';
import { money } from '../format.js';
import { useAction, useShown } from '../loading.js';
import { ProblemBox } from '../parts/problem.js';
import { useVocabulary } from '../parts/vocabulary.js';
import { replace } from '../routes.js';
import { amountOf, multiplied } from './decimal.js';
import { Elapsed } from './elapsed.js';
import { HowMany, readCount } from './how-many.js';
import { WorkEditor } from './work-editor.js';

/** @typedef {import('./shapes.js').Brief} Brief */
/** @typedef {import('./shapes.js').Deliverable} Deliverable */

const SECONDS = 10;
const USUAL_CREATORS = 5;
const USUAL_TOTAL = '2000';
const USUAL_WORK = /** @type {Record<string, string>} */ ({ instagram: 'ig_reel', tiktok: 'tt_video', youtube: 'yt_integration', twitch: 'twitch_stream',
  podcast: 'podcast_read', blog: 'blog_post', linkedin: 'li_post', x: 'x_post', facebook: 'fb_post', pinterest: 'pin_post', snapchat: 'snap_story' });

/** @param {{brief: Brief, access: import('../app.js').Access}} props */
export function Start({ brief, access }) {
  const currencies = useVocabulary('currencies');
  const stated = statedBudget(brief);
  const [name, setName] = useState('');
  const [total, setTotal] = useState(stated.total);
  const [currency, setCurrency] = useState(stated.currency);
  const [count, setCount] = useState({ min: '', max: '' });
  const hasWork = brief.resolved_constraints.some((one) => one.constraint === 'deliverables');
  const [work, setWork] = useState(/** @type {Deliverable[]} */ (hasWork ? [] : usualWork(brief)));
  const [since, setSince] = useState(/** @type {number | null} */ (null));
  const amount = amountOf(total);
  const isShown = useShown();
  const [make, busy, problem] = useAction(async () => {
    setSince(Date.now());
    const request = { ...(name.trim() && { name: name.trim() }), budget: { total: amount, currency }, ...readCount(count),
      ...(work.length && { mixes: [{ deliverables: work }] }) };
    const plan = await post(`/v1/briefs/${brief.id}/plans`, request, { once: true });
    if (isShown()) replace(`/briefs/${brief.id}/plan`, { plan: plan.id });
  });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (amount) make();
  };
  const mayWrite = access.scopes.includes('plans:write');
  return html`
    <form class="card stack plan-start" onSubmit=${submit}>
      <h2>A new plan</h2>
      <p class="hint">The plan is the set of creators that brings most for this money, within every constraint of the brief.
        Everything can be changed afterwards.</p>
      <div class="row">
        <label class="field"><span>Budget in all</span>
          <input class="plan-amount" inputmode="decimal" required value=${total} aria-invalid=${amount === null} onInput=${(/** @type {any} */ event) => setTotal(event.target.value)} /></label>
        <label class="field"><span>Currency</span>
          <select value=${currency} onChange=${(/** @type {any} */ event) => setCurrency(event.target.value)}>
            ${(currencies.length ? currencies : [{ id: currency, name: '' }]).map((one) => html`<option key=${one.id} value=${one.id}>${one.id}${one.name ? ` ${one.name}` : ''}</option>`)}
          </select></label>
      </div>
      ${stated.why && html`<p class="hint">${stated.why}</p>`}
      <${HowMany} count=${count} onChange=${setCount} hint=${brief.creators_wanted ? `Left empty: the ${brief.creators_wanted} that the brief wants.` : 'Left empty: as many as are worth it.'} />
      ${hasWork ? html`<p>Each creator makes what the brief says.</p>` : html`
        <fieldset class="plain"><legend>What each creator makes</legend>
          <p class="hint">The brief does not say, so the plan has to: prices and forecasts are counted from it.</p>
          <${WorkEditor} work=${work} onChange=${setWork} /></fieldset>`}
      <label class="field"><span>Name <span class="hint">(optional)</span></span>
        <input maxlength="200" value=${name} onInput=${(/** @type {any} */ event) => setName(event.target.value)} /></label>
      ${problem && html`<${ProblemBox} problem=${problem} />`}
      <div class="row"><button class="primary" disabled=${busy || !amount || !mayWrite}>Find the best set</button>
        ${busy && since !== null && html`<${Elapsed} since=${since} seconds=${SECONDS} />`}</div>
      ${!mayWrite && html`<p class="hint">This key may not make plans: it lacks the scope <code>plans:write</code>.</p>`}
    </form>`;
}

/** The brief's total; without one what would pay the creators that it wants, or a usual sum.
 * @param {Brief} brief @returns {{total: string, currency: string, why: string}} */
function statedBudget(brief) {
  const { budget } = brief;
  if (budget?.total) return { total: budget.total, currency: budget.currency, why: '' };
  const read = brief.readings.find((one) => one.field === 'budget' && one.status === 'applied' && one.value?.scope === 'total');
  if (read) return { total: read.value.amount, currency: read.value.currency, why: 'Read from the brief’s text.' };
  const limit = brief.resolved_constraints.find((one) => one.constraint === 'budget_per_creator')?.value;
  const wanted = brief.creators_wanted ?? USUAL_CREATORS;
  if (!limit) return { total: USUAL_TOTAL, currency: budget?.currency ?? 'EUR', why: 'The brief states no total budget; this one is only a start.' };
  const why = `The brief states no total budget: ${wanted} creators at ${money(limit.amount, limit.currency)} each, its limit for one.`;
  return { total: multiplied(limit.amount, wanted), currency: limit.currency, why };
}

/** @param {Brief} brief @returns {Deliverable[]} */
function usualWork(brief) {
  const platforms = brief.resolved_constraints.find((one) => one.constraint === 'platforms')?.value ?? [];
  const kind = platforms.map((/** @type {string} */ one) => USUAL_WORK[one]).find(Boolean) ?? 'ig_reel';
  return [{ kind, quantity: 1 }];
}
