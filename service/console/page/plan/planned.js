// A plan on the screen: budget and rules on one side; chart, roster and who was left out on the other.

import { html, useEffect, useMemo, useRef } from '../vendor/preact-htm.js';
import { FrontierChart } from '../charts/frontier.js';
import { FrontierTable } from '../charts/frontier-table.js';
import { announce } from '../parts/announcements.js';
import { ProblemBox } from '../parts/problem.js';
import { useVocabulary } from '../parts/vocabulary.js';
import { money } from '../format.js';
import { BudgetCard } from './budget.js';
import { useCreators } from './creator-names.js';
import { frontierWith, NO_FRONTIER } from './frontier.js';
import { Keeping } from './keeping.js';
import { LeftOutTable } from './left-out.js';
import { NextMoney } from './next-money.js';
import { Roster } from './roster.js';
import { Rules } from './rules.js';
import { Status } from './status.js';
import { Totals } from './totals.js';
import { usePlan } from './use-plan.js';
import { Versions } from './versions.js';

/** @typedef {import('./shapes.js').Plan} Plan */

/** @param {{brief: import('./shapes.js').Brief, planId: string, version: string | null,
 *   access: import('../app.js').Access}} props */
export function Planned({ brief, planId, version, access }) {
  const planning = usePlan(planId, version);
  const { plan, wanted, problem } = planning;
  const frontier = useFrontier(plan);
  const kinds = useVocabulary('deliverable_kinds');
  const who = useCreators(brief.id, plan ? idsOf(plan) : [], plan ? platformsOf(plan, kinds) : []);
  const kindNames = useMemo(() => new Map(kinds.map((one) => [one.id, one.name])), [kinds]);
  if (!plan || !wanted) return problem ? html`<${ProblemBox} problem=${problem} retry=${planning.retry} />` : html`<p class="hint" aria-busy="true">Reading the plan…</p>`;
  const isOld = plan.version !== plan.latest_version;
  const mayChange = access.scopes.includes('plans:write') && !isOld;
  const change = mayChange ? planning.change : null;
  const take = mayChange ? (/** @type {string} */ total) => {
    announce(`Budget ${money(total, plan.currency)}`);
    planning.change({ budget: { total, currency: plan.currency } }, false);
  } : null;
  return html`
    <${Versions} plan=${plan} mayWrite=${access.scopes.includes('plans:write')} />
    <div class="columns plan-columns">
      <div class="stack">
        <${BudgetCard} planning=${planning} plan=${plan} wanted=${wanted} frontier=${frontier} disabled=${!mayChange} />
        <${Rules} plan=${plan} wanted=${wanted} change=${change} brief=${brief} who=${who} kindNames=${kindNames} />
      </div>
      <div class="stack" aria-busy=${planning.since !== null}>
        <${Status} plan=${plan} planning=${planning} change=${change} />
        ${problem && html`<${ProblemBox} problem=${problem} retry=${planning.retry} />`}
        ${plan.lines.length > 0 && html`<${Totals} plan=${plan} />`}
        ${frontier.steps.length > 0 && html`
          <section class="card" aria-labelledby="plan-frontier">
            <h2 id="plan-frontier">What other budgets would buy</h2>
            <${FrontierChart} frontier=${frontier} unit=${plan.unit} currency=${plan.currency} budget=${wanted.budget.total} onTake=${take} />
            <${NextMoney} plan=${plan} frontier=${frontier} take=${take} />
            <${FrontierTable} frontier=${frontier} unit=${plan.unit} currency=${plan.currency} onTake=${take} />
          </section>`}
        ${plan.lines.length > 0 && html`<${Roster} plan=${plan} wanted=${wanted} who=${who} kindNames=${kindNames} change=${change} />`}
        <${Keeping} plan=${plan} planning=${planning} access=${access} />
        <${LeftOutTable} plan=${plan} wanted=${wanted} who=${who} change=${change} />
      </div>
    </div>`;
}

/** What is known of other budgets grows with each version. @param {Plan | null} plan */
function useFrontier(plan) {
  const known = useRef(NO_FRONTIER);
  const frontier = useMemo(() => (plan ? frontierWith(plan, known.current) : known.current), [plan]);
  useEffect(() => {
    known.current = frontier;
  }, [frontier]);
  return frontier;
}

/** Where the work is published. @param {Plan} plan @param {{id: string, platform?: string | null}[]} kinds */
function platformsOf({ request }, kinds) {
  const bought = new Set(request.mixes.flatMap((mix) => mix.deliverables.map((one) => one.kind)));
  return [...new Set(kinds.flatMap((one) => (one.platform && bought.has(one.id) ? [one.platform] : [])))];
}

/** @param {Plan} plan */
function idsOf({ lines, left_out, request }) {
  const { must_have = [], excluded = [] } = request.candidates;
  const stand_ins = lines.flatMap((line) => line.alternates);
  return [...[...lines, ...left_out, ...stand_ins].map((one) => one.external_id), ...must_have, ...excluded];
}
