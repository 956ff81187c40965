// What the next money buys, what a little less would cost, and where it stops paying.

import { html } from '../vendor/preact-htm.js';
import { money } from '../format.js';
import { lastGain, nextStep, stepBefore } from './frontier.js';
import { about, figure, isCounted, unitWords, worth } from './words.js';

/** @typedef {import('./frontier.js').Change} Change */

/** @param {{plan: import('./shapes.js').Plan, frontier: import('./frontier.js').Frontier,
 *   take: ((total: string) => void) | null}} props */
export function NextMoney({ plan, frontier, take }) {
  const { currency, unit } = plan;
  const [next, before, last] = [nextStep(frontier, plan), stepBefore(frontier, plan), lastGain(frontier)];
  const most = frontier.knots.at(-1);
  const offer = (/** @type {string} */ at) => take && html` <button class="plan-take" onClick=${() => take(at)}>Take ${money(at, currency)}</button>`;
  const each = (/** @type {Change} */ { money: extra, value }) => (isCounted(unit) ? `: ${about(Number(extra) / value, currency)} for each` : '');
  return html`
    <ul class="plan-next">
      ${next && html`<li><strong>The next ${money(next.money, currency)}</strong> buy about ${figure(next.value, unit)} more ${unitWords(unit)}${each(next)}.${offer(next.step.at)}</li>`}
      ${before && html`<li><strong>${money(before.money, currency)} less</strong> would lose about ${worth(before.value, unit)}${each(before)}.${offer(before.step.at)}</li>`}
      ${marginal(plan)}
      ${last
        ? html`<li><strong>It stops paying at ${money(last.at, currency)}:</strong> up to ${money(most?.at ?? last.at, currency)}, the most that was looked at, nothing more is gained.${last.at !== plan.request.budget.total && offer(last.at)}</li>`
        : frontier.steps.length > 1 && most && html`<li>More money still buys more at ${money(most.at, currency)}, the most that was looked at.</li>`}
      ${!plan.request.frontier && html`<li class="hint">Other budgets are not looked at: it is switched off in the rules, under “The search”.</li>`}
    </ul>`;
}

/** The dual price of the budget, for a round sum of its own size. @param {import('./shapes.js').Plan} plan */
function marginal(plan) {
  const { value_per_unit: value } = plan.next_money;
  if (!value) return null;
  const sum = 10 ** Math.max(0, Math.floor(Math.log10(Number(plan.request.budget.total))) - 1);
  const round = money(String(sum), plan.currency, { whole: true });
  return html`<li class="hint">At the margin ${round} are worth about ${worth(value * sum, plan.unit)}, if creators could be hired in parts.</li>`;
}
