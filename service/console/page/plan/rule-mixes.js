// Ways to employ a creator, of which the plan takes one each: the brief's, or several.

import { html } from '../vendor/preact-htm.js';
import { workWords } from './words.js';
import { WorkEditor } from './work-editor.js';

/** @typedef {import('./shapes.js').Mix} Mix */

const OF_THE_BRIEF = 'brief';
const MOST = 10;

/** @param {import('./rules.js').RuleProps & {brief: import('./shapes.js').Brief, kindNames: Map<string, string>}} props */
export function MixesRule({ wanted: { mixes }, set, brief, kindNames }) {
  const isBriefs = mixes.length === 1 && mixes[0].name === OF_THE_BRIEF;
  const briefSays = brief.resolved_constraints.some((one) => one.constraint === 'deliverables');
  const edited = (/** @type {Mix[]} */ next) => set({ mixes: next.map(({ name, deliverables }, place) => ({ name: name === OF_THE_BRIEF ? `way ${place + 1}` : name, deliverables })) });
  const another = () => edited([...mixes, { name: newName(mixes), deliverables: [{ kind: 'ig_story', quantity: 3 }] }]);
  if (isBriefs) {
    return html`<p>${workWords(mixes[0].deliverables, kindNames)}, as the brief says.</p>
      <div class="row"><button type="button" onClick=${() => edited(mixes)}>Change it here</button><button type="button" onClick=${another}>Offer another way</button></div>`;
  }
  return html`
    <p class="hint">The plan takes one of these for each creator, whichever is worth more.</p>
    ${mixes.map((mix, place) => html`
      <fieldset class="plan-quota" key=${mix.name}><legend>${mix.name}</legend>
        <${WorkEditor} work=${mix.deliverables} onChange=${(/** @type {import('./shapes.js').Deliverable[]} */ deliverables) => edited(mixes.map((one, number) => (number === place ? { ...one, deliverables } : one)))} />
        ${mixes.length > 1 && html`<button type="button" class="quiet" onClick=${() => edited(mixes.filter((_, number) => number !== place))}>Take this way out</button>`}
      </fieldset>`)}
    <div class="row">${mixes.length < MOST && html`<button type="button" onClick=${another}>Offer another way</button>`}
      ${briefSays && html`<button type="button" onClick=${() => set({ mixes: null }, false)}>As the brief says</button>`}</div>`;
}

/** @param {Mix[]} mixes */
function newName(mixes) {
  const numbers = Array.from({ length: MOST + 1 }, (_, place) => `way ${place + 1}`);
  return numbers.slice(mixes.length).find((name) => !mixes.some((one) => one.name === name));
}
