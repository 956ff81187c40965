// Nobody matches: which constraint took the most, and what to do about it.

import { html } from '../vendor/preact-htm.js';
import { number, words } from '../format.js';
import { Empty } from '../parts/empty.js';

/** @param {{answer: any}} props */
export function Nobody({ answer }) {
  const [all] = answer.funnel;
  if (!all?.remaining) {
    return html`<${Empty} title="No creators are indexed yet"><p><a href="#/imports">Import creators</a>, or wait until those imported are embedded; the state of it is under <a href="#/state">State</a>.</p><//>`;
  }
  const losses = lossesOf(answer.funnel);
  const [most] = losses;
  return html`<${Empty} title="Nobody matches">
    ${most && html`
      <p>The constraint <strong>${words(most.name)}</strong> took the most: ${number(most.from)} creators before it, ${number(most.to)} after. Loosen it in the brief, or switch it off.</p>
      ${losses.length > 1 && html`<p>Others that took many: ${losses.slice(1, 4).map((one) => `${words(one.name).toLowerCase()} (${number(one.from - one.to)})`).join(', ')}.</p>`}`}
  <//>`;
}

/** By the share of those who were left before it. @param {{constraint: string, remaining: number}[]} funnel */
function lossesOf(funnel) {
  return funnel.slice(1).map((step, place) => ({ name: step.constraint, from: funnel[place].remaining, to: step.remaining }))
    .filter((one) => one.from > one.to).sort((a, b) => (b.from - b.to) / b.from - (a.from - a.to) / a.from);
}
