// One match: who, how well and why, for how much, and whom they reach.

import { html, useState } from '../vendor/preact-htm.js';
import { words } from '../format.js';
import { address } from '../routes.js';
import { AudienceBars } from '../parts/audience-bars.js';
import { countryName, languageName, nameOf } from '../parts/vocabulary.js';
import { Accounts } from './accounts.js';
import { audienceInWords } from './audience.js';
import { JudgeButtons } from './judge.js';
import { Forecast, Price, PriceLines } from './price.js';
import { bestReasons, points, ScoreBar, ScoreTable } from './score.js';

const LONG_TEXT = 100;
const MOST_SHARES = 6;

/** Closed lists by their name. @typedef {Record<string, import('../parts/vocabulary.js').Entry[]>} Names */

/**
 * @param {{match: any, names: Names, step?: import('./movement.js').Step, given?: import('./verdicts.js').Verdict,
 *   judge: import('./judge.js').Judge}} props `step`: where the last verdict moved it from
 */
export function Card({ match, names, step, given, judge }) {
  const { creator } = match;
  const audience = audienceInWords(creator.audience);
  return html`
    <li class=${`card match-card ${given?.verdict ?? ''}`} data-id=${creator.external_id}>
      <div class="who">
        <span class="rank"><span class="for-readers">Rank </span>${match.rank}<${StepMark} step=${step} /></span>
        <div>
          <h3><a href=${address(`/creators/${creator.external_id}`)}>${creator.name}</a></h3>
          <p class="hint">${[match.tier && words(match.tier), creator.city, creator.country && countryName(creator.country),
            creator.languages?.map(languageName).join(', ')].filter(Boolean).join(' · ')}</p>
        </div>
        <${JudgeButtons} match=${match} given=${given} judge=${judge} reasons=${names.rejection_reasons} />
      </div>
      <div class="score"><strong>${points(match.score)}</strong><span class="hint"> of 100</span><${ScoreBar} components=${match.components} /></div>
      <div class="why">
        <p class="niches">${match.niches.map((/** @type {any} */ one) => html`<span key=${one.id} class="tag">${nameOf(names.niches, one.id)}${one.source === 'detected' ? ' (from the text)' : ''}</span> `)}</p>
        <${Bio} text=${creator.text} />
        <ul class="reasons-why">${bestReasons(match.components).map((reason) => html`<li key=${reason}>${reason}</li>`)}</ul>
      </div>
      <dl class="facts">
        <div><dt>Price</dt><dd><${Price} price=${match.price} /></dd></div>
        <${Forecast} match=${match} />
        <div><dt>Audience</dt><dd>${audience || html`<span class="hint">unknown</span>`}</dd></div>
      </dl>
      <${Accounts} accounts=${creator.accounts} platforms=${names.platforms} />
      <${Details} match=${match} names=${names} />
    </li>`;
}

/** @param {{step?: import('./movement.js').Step}} props */
function StepMark({ step }) {
  if (!step) return null;
  if (step.from === null) return html`<span class="step up">new</span>`;
  const rises = step.from > step.to;
  return html`<span class=${`step ${rises ? 'up' : 'down'}`}><span aria-hidden="true">${rises ? '▲' : '▼'}${Math.abs(step.from - step.to)}</span>
    <span class="for-readers">, ${rises ? 'rises' : 'falls'} from ${step.from}</span></span>`;
}

/** @param {{text?: string}} props */
function Bio({ text = '' }) {
  const [isWhole, setWhole] = useState(false);
  const isLong = text.length > LONG_TEXT || text.split('\n').length > 2;
  return html`<p dir="auto" class=${`bio ${isWhole ? 'whole' : ''}`}>${text}</p>
    ${isLong && html`<button class="quiet" aria-expanded=${String(isWhole)} onClick=${() => setWhole(!isWhole)}>${isWhole ? 'Less' : 'Whole bio'}</button>`}`;
}

/** What is read of one or two creators is drawn for those. @param {{match: any, names: Names}} props */
function Details({ match, names }) {
  const [isOpen, setOpen] = useState(false);
  const { creator } = match;
  return html`
    <details class="more" onToggle=${(/** @type {any} */ event) => setOpen(event.currentTarget.open)}>
      <summary>Score, price and audience in full<span class="for-readers"> of ${creator.name}</span></summary>
      ${isOpen && html`
        <h4>Score</h4>
        <${ScoreTable} components=${match.components} score=${match.score} name=${creator.name} />
        ${match.price.basis !== 'unknown' && html`<h4>Price</h4>`}
        <${PriceLines} price=${match.price} kinds=${names.deliverable_kinds} name=${creator.name} />
        ${creator.audience && html`<h4>Audience</h4><div class="audience-bars"><${AudienceBars} audience=${creator.audience} most=${MOST_SHARES} /></div>`}
        ${creator.content_samples?.length > 0 && html`<h4>Recent work</h4><ul>${creator.content_samples.map((/** @type {string} */ one) => html`<li key=${one}>${one}</li>`)}</ul>`}`}
    </details>`;
}
