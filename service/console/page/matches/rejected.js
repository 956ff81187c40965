// Whom the brand has rejected for this brief: they are out of the ranking, and come back from here.

import { html } from '../vendor/preact-htm.js';
import { nameOf } from '../parts/vocabulary.js';

/** @param {{given: Map<string, import('./verdicts.js').Verdict>, nameFor: (id: string) => string, reasons: any[], takeBack: (id: string) => void}} props */
export function Rejected({ given, nameFor, reasons, takeBack }) {
  const rejected = [...given].filter(([, verdict]) => verdict.verdict === 'rejected');
  if (rejected.length === 0) return null;
  return html`
    <details class="rejected-list">
      <summary>Rejected for this brief (${rejected.length})</summary>
      <ul>${rejected.map(([id, verdict]) => html`
        <li key=${id}>${nameFor(id)} <span class="hint">${nameOf(reasons, verdict.reason ?? '')}</span>
          <button class="quiet" onClick=${() => takeBack(id)}>Take back<span class="for-readers"> the rejection of ${nameFor(id)}</span></button></li>`)}</ul>
    </details>`;
}
