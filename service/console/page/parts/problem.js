// What went wrong, where, and what to do about it.

import { html } from '../vendor/preact-htm.js';
import { number } from '../format.js';

/** @param {{problem: import('../api.js').Problem, retry?: () => void}} props */
export function ProblemBox({ problem, retry }) {
  return html`
    <div class="problem" role="alert">
      <p><strong>${problem.title}.</strong> ${problem.detail}${problem.retryAfter !== null && ` Try again in ${number(problem.retryAfter)} seconds.`}</p>
      ${problem.errors.length > 0 && html`<ul>${problem.errors.map((one) => html`<li><code>${one.path}</code> ${one.message}</li>`)}</ul>`}
      <p class="hint">
        ${problem.page && html`<a href=${problem.page.replace(/^\//, '')} target="_blank" rel="noopener">What leads to it, and what to do</a>`}
        ${problem.requestId && html` · request <code>${problem.requestId}</code>`}
      </p>
      ${retry && html`<button onClick=${retry}>Try again</button>`}
    </div>`;
}
