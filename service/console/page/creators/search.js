// The form that asks for creators: words, an id, a handle or a name, and filters. What it says stands in the address.

import { html, useEffect, useState } from '../vendor/preact-htm.js';
import { words } from '../format.js';
import { countryName, languageName, useVocabulary } from '../parts/vocabulary.js';
import { go } from '../routes.js';
import { isRanked } from './question.js';

const EMBEDDING = { fresh: 'Embedded', stale: 'Waits for its vector', failed: 'Could not be embedded' };

/** @param {{question: import('./question.js').Question}} props */
export function Search({ question }) {
  const [text, setText] = useState(question.q);
  useEffect(() => setText(question.q), [question.q]);
  const platforms = useVocabulary('platforms');
  const niches = useVocabulary('niches');
  const countries = useVocabulary('countries');
  const languages = useVocabulary('languages');
  const ask = (/** @type {Partial<import('./question.js').Question>} */ change) => {
    const next = { ...question, q: text.trim(), ...change };
    go('/creators', { ...next, embedding: isRanked(next) ? '' : next.embedding });
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    ask({ like: text.trim() ? '' : question.like });
  };
  const choice = (/** @type {keyof import('./question.js').Question} */ name, /** @type {string} */ label, /** @type {unknown} */ options) => html`
    <label class="filter"><span>${label}</span>
      <select value=${question[name]} onChange=${(/** @type {any} */ event) => ask({ [name]: event.target.value })}>
        <option value="">Any</option>${options}
      </select></label>`;
  return html`
    <form class="card stack" role="search" onSubmit=${submit}>
      <div class="row search-words">
        <input type="search" aria-label="What they post about, an id, a handle or a name" placeholder="sourdough and slow mornings, a name, an id, or @handle" maxlength="2000"
          value=${text} onInput=${(/** @type {any} */ event) => setText(event.target.value)} />
        <button class="primary">Search</button>
      </div>
      <div class="row">
        ${choice('niche', 'Niche', byParent(niches))}
        ${choice('platform', 'Platform', platforms.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`))}
        ${choice('country', 'Country', sorted(countries, countryName))}
        ${choice('language', 'Language', sorted(languages, languageName))}
        ${!isRanked(question) && choice('embedding', 'Vector', Object.entries(EMBEDDING).map(([id, name]) => html`<option key=${id} value=${id}>${name}</option>`))}
      </div>
    </form>`;
}

/** @param {any[]} niches */
function byParent(niches) {
  const parents = [...new Set(niches.map((one) => one.parent))];
  return parents.map((parent) => html`<optgroup key=${parent} label=${words(parent)}>
    ${niches.filter((one) => one.parent === parent).map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</optgroup>`);
}

/** @param {any[]} entries @param {(code: string) => string} name */
function sorted(entries, name) {
  // A browser gives the code back of what it has no name for.
  const named = entries.map((one) => ({ id: one.id, name: name(one.id) === one.id ? one.name : name(one.id) })).sort((one, other) => one.name.localeCompare(other.name));
  return named.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`);
}
