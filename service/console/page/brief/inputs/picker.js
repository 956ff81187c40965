// Some of a closed list, found by typing a part of the name.

import { html, useState } from '../../vendor/preact-htm.js';
import { nameOf } from '../../parts/vocabulary.js';

const FEW = 12;

/** @param {{entries: import('../../parts/vocabulary.js').Entry[], chosen: string[], setChosen: (ids: string[]) => void}} props */
export function Picker({ entries, chosen, setChosen }) {
  const [part, setPart] = useState('');
  const sought = part.trim().toLowerCase();
  const named = entries.length > FEW ? [...entries].sort((one, two) => one.name.localeCompare(two.name)) : entries;
  const found = named.filter((one) => !sought || one.name.toLowerCase().includes(sought) || one.id.toLowerCase() === sought);
  const toggle = (/** @type {string} */ id) => setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  const first = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Enter' || !sought) return;
    event.preventDefault();
    if (found.length) toggle(found[0].id);
    setPart('');
  };
  return html`
    <div class="stack picker">
      ${entries.length > FEW && html`<label class="field"><span>Find</span>
        <input type="search" autofocus value=${part} onInput=${(/** @type {any} */ event) => setPart(event.target.value)} onKeyDown=${first} placeholder="Type a part of the name; Enter takes the first" /></label>`}
      ${chosen.length > 0 && html`<ul class="chips" aria-label="Chosen">${chosen.map((id) => html`
        <li key=${id} class="chip"><button type="button" class="chip-body" aria-label=${`Take out ${nameOf(entries, id)}`} onClick=${() => toggle(id)}>${nameOf(entries, id)} ✕</button></li>`)}</ul>`}
      <fieldset class="options"><legend class="for-readers">To choose from</legend>
        ${found.map((one) => html`<label key=${one.id} class="check"><input type="checkbox" checked=${chosen.includes(one.id)} onChange=${() => toggle(one.id)} /> ${one.name}</label>`)}
        ${entries.length > 0 && found.length === 0 && html`<p class="hint">Nothing is called like that.</p>`}
      </fieldset>
    </div>`;
}
