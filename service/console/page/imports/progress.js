// How far an import is, and what became of its rows.

import { html } from '../vendor/preact-htm.js';
import { bytes, duration, number } from '../format.js';
import { Bar } from '../parts/bar.js';
import { done, isMoving, progressText } from './words.js';

const SHOWN = /** @type {const} */ (['created', 'updated', 'unchanged', 'failed']);

/** @param {{one: import('./words.js').Import}} props */
export function Progress({ one }) {
  const { counts } = one;
  const tone = one.state === 'failed' || (one.state === 'finished' && counts.failed === counts.lines && counts.lines) ? 'bad' : '';
  return html`
    <section class="card stack" aria-labelledby="progress">
      <div class="spread"><h2 id="progress">${isMoving(one) ? 'Progress' : 'Result'}</h2><span class="hint">${took(one)}</span></div>
      <div><${Bar} value=${done(one)} tone=${tone} />
        <div class="spread hint"><span>${bytes(one.bytes.done)} of ${bytes(one.bytes.total)} read</span>
          ${isMoving(one) && html`<span>${progressText(one)}</span>`}</div></div>
      <dl class="tiles">
        <div><dt>Rows</dt><dd>${number(counts.lines)}</dd></div>
        ${SHOWN.map((name) => html`<div key=${name} class=${name === 'failed' && counts.failed ? 'bad' : ''}><dt>${name}</dt><dd>${number(counts[name])}</dd></div>`)}
        ${one.sync && html`<div><dt>erased</dt><dd>${number(counts.erased)}</dd></div>`}
        <div><dt>Rows per second</dt><dd>${one.rows_per_second === null ? '–' : number(one.rows_per_second)}</dd></div>
      </dl>
      ${one.outcome && html`<p class=${one.state === 'failed' ? 'warning' : ''}>${one.sync && one.state === 'finished' ? 'Sync: ' : ''}${one.outcome}</p>`}
      ${one.state === 'waiting' && html`<p class="hint">Workers read one import at a time, the oldest first. If it waits for long, look at <a href="#/state">State</a>.</p>`}
      ${one.state === 'finished' && counts.created + counts.updated > 0 && html`
        <p class="hint">They are among the <a href="#/creators">creators</a> at once, and in matches as soon as they are embedded: <a href="#/state">how far that is</a></p>`}
    </section>`;
}

/** @param {import('./words.js').Import} one */
function took(one) {
  if (!one.started_at || !one.finished_at) return '';
  return `took ${duration((Date.parse(one.finished_at) - Date.parse(one.started_at)) / 1000)}`;
}
