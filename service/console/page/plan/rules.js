// What a plan keeps to, beside its budget. Every change solves it again.

import { html } from '../vendor/preact-htm.js';
import { CandidatesRule } from './rule-candidates.js';
import { CountRule } from './rule-count.js';
import { MixesRule } from './rule-mixes.js';
import { ObjectiveRule } from './rule-objective.js';
import { QuotasRule } from './rule-quotas.js';
import { SearchRule } from './rule-search.js';

/** @typedef {import('./shapes.js').Request} Request */
/** Properties of every rule. @typedef {{wanted: Request, set: (patch: import('./shapes.js').Patch, settle?: boolean) => void}} RuleProps */

const ANY = 10_000;

/** @param {{plan: import('./shapes.js').Plan, wanted: Request, brief: import('./shapes.js').Brief, kindNames: Map<string, string>,
 *   who: Map<string, import('./creator-names.js').Who>,
 *   change: ((patch: import('./shapes.js').Patch, settle?: boolean) => void) | null}} props */
export function Rules({ plan, wanted, brief, who, kindNames, change }) {
  const set = change ?? (() => {});
  const rule = { wanted, set };
  const { must_have = [], excluded = [] } = wanted.candidates;
  const named = must_have.length + excluded.length;
  return html`
    <section class="card" aria-labelledby="plan-rules">
      <h2 id="plan-rules">Rules</h2>
      <fieldset class="plain" disabled=${change === null}>
        ${group('What counts', OBJECTIVES[plan.unit], html`<${ObjectiveRule} ...${rule} />`)}
        ${group('Creators and shares', countWords(wanted), html`<${CountRule} ...${rule} />`, isWide())}
        ${group('Whom to look at', named ? `${named} named` : '', html`<${CandidatesRule} ...${rule} brief=${brief} who=${who} />`)}
        ${group('Quotas', wanted.quotas?.length ? String(wanted.quotas.length) : 'none', html`<${QuotasRule} ...${rule} />`)}
        ${group('What each makes', wanted.mixes.length > 1 ? `${wanted.mixes.length} ways` : '', html`<${MixesRule} ...${rule} brief=${brief} kindNames=${kindNames} />`)}
        ${group('The search', '', html`<${SearchRule} ...${rule} />`)}
      </fieldset>
    </section>`;
}

/** @param {Request} wanted */
function countWords({ creators: { min, max }, max_share_pct: most, estimated_prices: estimates }) {
  const count = max >= ANY ? min > 1 && `${min} or more` : min === max ? String(min) : `${min} to ${max}`;
  return [count, most !== undefined && most < 100 && `${most} % at most`, estimates && 'estimates'].filter(Boolean).join(', ');
}

/** Where there is room, the first of them are open from the beginning. */
const isWide = () => matchMedia('(min-width: 960px)').matches;

const OBJECTIVES = { engagements: 'engagements', reach: 'reach', fit: 'fit', blend: 'a blend' };

/** @param {string} title @param {string} hint @param {unknown} content @param {boolean} [open] */
const group = (title, hint, content, open = false) => html`
  <details class="plan-rule" open=${open}><summary>${title}${hint && html` <span class="hint">${hint}</span>`}</summary><div class="stack">${content}</div></details>`;
