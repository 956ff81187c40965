// A card of figures under a heading.

import { html } from '../vendor/preact-htm.js';

/** @param {{title: string, says?: string, tone?: string, children?: unknown}} props `says`: the gist, in words */
export function Card({ title, says, tone = '', children }) {
  return html`
    <section class="card figures" aria-label=${title}>
      <div class="spread"><h2>${title}</h2>${says && html`<span class=${`tag ${tone}`}>${says}</span>`}</div>
      ${children}
    </section>`;
}

/** @param {{of: string, children?: unknown}} props */
export const Figure = ({ of, children }) => html`<div><dt>${of}</dt><dd>${children}</dd></div>`;
