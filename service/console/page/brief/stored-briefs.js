// The brand's briefs, the newest first.

import { html, useState } from '../vendor/preact-htm.js';
import { ago, number } from '../format.js';
import { useNewest } from '../pages.js';
import { ProblemBox } from '../parts/problem.js';
import { address } from '../routes.js';

const AT_ONCE = 50;

/** @param {{few?: number, onPick?: () => void}} props `few`: no more than so many, and nothing to find them by */
export function StoredBriefs({ few, onPick }) {
  const { items, problem, reload, more } = useNewest('/v1/briefs', few ?? AT_ONCE);
  const [part, setPart] = useState('');
  if (!items && problem) return html`<${ProblemBox} problem=${problem} retry=${reload} />`;
  if (!items) return html`<p class="hint" aria-busy="true">Reading the briefs…</p>`;
  if (!items.length) return html`<p class="hint">This brand has no stored briefs yet.</p>`;
  const found = items.filter((/** @type {any} */ brief) => `${brief.title ?? ''} ${brief.text}`.toLowerCase().includes(part.trim().toLowerCase()));
  return html`
    ${problem && html`<${ProblemBox} problem=${problem} retry=${reload} />`}
    ${!few && html`<label class="field"><span>Find among ${more && 'the newest '}${number(items.length)}</span><input type="search" value=${part} onInput=${(/** @type {any} */ event) => setPart(event.target.value)} /></label>`}
    <ul class="brief-list">${found.map((/** @type {any} */ brief) => html`
      <li key=${brief.id}><a href=${address(`/briefs/${brief.id}`)} onClick=${onPick}>${brief.title || beginning(brief.text)}</a>
        <span class="hint"><span class=${brief.status === 'open' ? 'tag good' : 'tag'}>${brief.status}</span> ${ago(brief.created_at)}</span></li>`)}
      ${found.length === 0 && html`<li class="hint">None says that.</li>`}
    </ul>
    ${!few && more && html`<p><button onClick=${more}>Show more</button></p>`}`;
}

/** @param {string} text */
const beginning = (text) => (text.length > 70 ? `${text.slice(0, 70).trimEnd()}…` : text);
