// The brand's briefs, the last changed first.

import { html, useState } from '../vendor/preact-htm.js';
import { ago, number } from '../format.js';
import { useLoaded } from '../loading.js';
import { readAll } from '../pages.js';
import { ProblemBox } from '../parts/problem.js';
import { address } from '../routes.js';

/** @param {{few?: number, onPick?: () => void}} props `few`: no more than so many, and nothing to find them by */
export function StoredBriefs({ few, onPick }) {
  const { data, problem, reload } = useLoaded(newest, []);
  const [part, setPart] = useState('');
  if (problem) return html`<${ProblemBox} problem=${problem} retry=${reload} />`;
  if (!data) return html`<p class="hint" aria-busy="true">Reading the briefs…</p>`;
  if (!data.length) return html`<p class="hint">This brand has no stored briefs yet.</p>`;
  const found = data.filter((/** @type {any} */ brief) => `${brief.title ?? ''} ${brief.text}`.toLowerCase().includes(part.trim().toLowerCase())).slice(0, few);
  return html`
    ${!few && html`<label class="field"><span>Find among ${number(data.length)}</span><input type="search" value=${part} onInput=${(/** @type {any} */ event) => setPart(event.target.value)} /></label>`}
    <ul class="brief-list">${found.map((/** @type {any} */ brief) => html`
      <li key=${brief.id}><a href=${address(`/briefs/${brief.id}`)} onClick=${onPick}>${brief.title || beginning(brief.text)}</a>
        <span class="hint"><span class=${brief.status === 'open' ? 'tag good' : 'tag'}>${brief.status}</span> ${ago(brief.updated_at)}</span></li>`)}
      ${found.length === 0 && html`<li class="hint">None says that.</li>`}
    </ul>`;
}

/** The service lists the oldest first, so all are read. @param {AbortSignal} signal */
async function newest(signal) {
  const briefs = await readAll('/v1/briefs', signal);
  return briefs.sort((one, two) => two.updated_at.localeCompare(one.updated_at));
}

/** @param {string} text */
const beginning = (text) => (text.length > 70 ? `${text.slice(0, 70).trimEnd()}…` : text);
