// Shortlist, reject with a reason, or hire: where the creator is shown.

import { html, useEffect, useRef, useState } from '../vendor/preact-htm.js';

/** @typedef {(match: any, verdict: import('./verdicts.js').Verdict | null) => void} Judge */

const VERDICTS = /** @type {['shortlisted' | 'hired', string][]} */ ([['shortlisted', 'Shortlist'], ['hired', 'Hire']]);

/**
 * A pressed one is taken back by pressing it again.
 * @param {{match: any, given?: import('./verdicts.js').Verdict, judge: Judge, reasons: any[]}} props
 */
export function JudgeButtons({ match, given, judge, reasons }) {
  const [isAsking, setAsking] = useState(false);
  const rejectButton = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const name = match.creator.name;
  const toggle = (/** @type {'shortlisted' | 'hired'} */ verdict) => judge(match, given?.verdict === verdict ? null : { verdict });
  const close = () => {
    setAsking(false);
    rejectButton.current?.focus();
  };
  const reject = (/** @type {string} */ reason) => {
    close();
    judge(match, { verdict: 'rejected', reason });
  };
  const isRejected = given?.verdict === 'rejected';  // seen in a brief that has unsaved changes: they are ranked without verdicts
  const [shortlist, hire] = VERDICTS.map(([verdict, label]) => html`
    <button key=${verdict} data-part=${verdict} aria-pressed=${String(given?.verdict === verdict)} onClick=${() => toggle(verdict)}>
      ${given?.verdict === verdict ? `${label}${verdict === 'hired' ? 'd' : 'ed'}` : label}<span class="for-readers"> ${name}</span></button>`);
  return html`
    <div class="judge" role="group" aria-label=${`Verdict on ${name}`}>
      ${shortlist}
      <button ref=${rejectButton} data-part="rejected" aria-pressed=${String(isRejected)} aria-expanded=${isRejected ? null : String(isAsking)}
        onClick=${() => (isRejected ? judge(match, null) : setAsking(!isAsking))}>${isRejected ? 'Rejected' : 'Reject'}<span class="for-readers"> ${name}</span></button>
      ${hire}
    </div>
    ${isAsking && html`<${Reasons} name=${name} reasons=${reasons} reject=${reject} close=${close} />`}`;
}

/** Why not: the service learns from the reason. @param {{name: string, reasons: any[], reject: (reason: string) => void, close: () => void}} props */
function Reasons({ name, reasons, reject, close }) {
  const first = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    /** @type {HTMLElement | null | undefined} */ (first.current?.querySelector('button'))?.focus();
  }, []);
  const escape = (/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && close();
  return html`
    <div class="reasons" role="group" aria-label=${`Why is ${name} rejected?`} ref=${first} onKeyDown=${escape}>
      <span class="hint">Why?</span>
      ${reasons.map((one) => html`<button key=${one.id} onClick=${() => reject(one.id)}>${one.name}</button>`)}
      <button class="quiet" onClick=${close}>Cancel</button>
    </div>`;
}
