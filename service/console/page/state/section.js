// A list below the figures: loaded on its own, so that what fails hides nothing else.

import { html } from '../vendor/preact-htm.js';
import { ProblemBox } from '../parts/problem.js';

/** @param {{title: string, loaded: import('../loading.js').Loaded, bar?: unknown, children?: unknown}} props */
export function Section({ title, loaded, bar, children }) {
  const { data, problem, reload } = loaded;
  const id = title.toLowerCase().replaceAll(' ', '-');
  return html`
    <section class="card" aria-labelledby=${id} aria-busy=${!data && !problem}>
      <div class="spread wraps"><h2 id=${id}>${title}</h2>${bar}</div>
      ${problem && html`<${ProblemBox} problem=${problem} retry=${reload} />`}
      ${data && children}
    </section>`;
}

/** @param {{label: string, heads: string[], children?: unknown}} props */
export const Table = ({ label, heads, children }) => html`
  <div class="scroll listing" tabindex="0" role="region" aria-label=${label}>
    <table><thead><tr>${heads.map((head) => html`<th scope="col" key=${head}>${head}</th>`)}</tr></thead><tbody>${children}</tbody></table>
  </div>`;
