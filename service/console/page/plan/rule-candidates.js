// Whom the plan may hire: the best matches or the shortlisted; and who must be in it, or out of it.

import { html, useState } from '../vendor/preact-htm.js';
import { get } from '../api.js';
import { number } from '../format.js';
import { useLoaded } from '../loading.js';
import { NumberField } from './number-field.js';
import { demanded, leftOut } from './wishes.js';

const MOST_TOP = 20_000;
const USUAL_TOP = 500;
const COUNTED = 200;

/** @typedef {Map<string, import('./creator-names.js').Who>} Known */

/** @param {import('./rules.js').RuleProps & {brief: import('./shapes.js').Brief, who: Known}} props */
export function CandidatesRule({ wanted, set, brief, who }) {
  const { top, creators, shortlisted, must_have = [], excluded = [] } = wanted.candidates;
  const { data } = useLoaded((signal) => get(`/v1/briefs/${brief.id}/feedback`, { verdict: 'shortlisted', limit: COUNTED }, signal), [brief.id]);
  const liked = data?.items.length ?? 0;
  const from = (/** @type {import('./shapes.js').Patch} */ candidates) => set({ candidates: { top: null, creators: null, shortlisted: null, ...candidates } }, false);
  const byRank = !creators && !shortlisted;
  return html`
    <div role="radiogroup" aria-label="Candidates" class="stack plan-choices">
      <label class="check"><input type="radio" name="candidates" checked=${byRank} onChange=${() => from({ top: USUAL_TOP })} /> The best matches</label>
      <label class="check"><input type="radio" name="candidates" checked=${Boolean(shortlisted)} disabled=${!liked && !shortlisted} onChange=${() => from({ shortlisted: true })} />
        <span>The shortlisted alone <span class="hint">${liked ? `${number(liked)}${liked === COUNTED ? ' or more' : ''}` : 'none yet'}</span></span></label>
      ${creators && html`<label class="check"><input type="radio" name="candidates" checked /> ${number(creators.length)} named ones</label>`}
    </div>
    ${byRank && html`<${NumberField} label="So many of the best" unit="matches" value=${top ?? USUAL_TOP} min="1" max=${String(MOST_TOP)} required
      onChange=${(/** @type {number} */ value) => set({ candidates: { top: Math.round(value) } })} />`}
    ${chips('Must be in', must_have, who, (id) => set(demanded(wanted, id, false)))}
    ${chips('Left out', excluded, who, (id) => set(leftOut(wanted, id, false)))}
    <${ByName} onDemand=${(/** @type {string} */ id) => set(demanded(wanted, id, true), false)} onLeaveOut=${(/** @type {string} */ id) => set(leftOut(wanted, id, true), false)} />`;
}

/** @param {string} label @param {string[]} ids @param {Known} who @param {(id: string) => void} remove */
function chips(label, ids, who, remove) {
  if (!ids.length) return null;
  return html`<div><span class="plan-chips-name">${label}</span>
    <ul class="plan-chips" aria-label=${label}>${ids.map((id) => html`
      <li key=${id} class="tag accent">${who.get(id)?.name ?? id}
        <button type="button" class="quiet" aria-label=${`${who.get(id)?.name ?? id}: take off the list`} onClick=${() => remove(id)}>✕</button></li>`)}</ul></div>`;
}

/** @param {{onDemand: (id: string) => void, onLeaveOut: (id: string) => void}} props */
function ByName({ onDemand, onLeaveOut }) {
  const [id, setId] = useState('');
  const act = (/** @type {(id: string) => void} */ done) => () => {
    done(id.trim());
    setId('');
  };
  return html`
    <label class="field"><span>By id</span>
      <input value=${id} spellcheck=${false} autocomplete="off" placeholder="external_id" onInput=${(/** @type {any} */ event) => setId(event.target.value)} /></label>
    <div class="row"><button type="button" disabled=${!id.trim()} onClick=${act(onDemand)}>Must be in</button>
      <button type="button" disabled=${!id.trim()} onClick=${act(onLeaveOut)}>Leave out</button></div>`;
}
