// Title and text of the brief. What is read in the text is marked there, on a layer behind the letters.

import { html, useMemo, useRef, useState } from '../vendor/preact-htm.js';
import { pieces, placed, pointsBefore } from './spans.js';

/** @typedef {import('./chips.js').Chip} Chip */

/**
 * @param {{document: import('./document.js').Document, chips: Chip[], read: string, active: string | null,
 *   setActive: (key: string | null) => void, onInput: (next: import('./document.js').Document) => void, offences: {path: string, message: string}[]}} props
 *   `chips`: those of readings; `read`: the text that they were read in; `active`: the chip that is looked at
 */
export function Composer({ document, chips, read, active, setActive, onInput, offences }) {
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const [caret, setCaret] = useState(/** @type {number | null} */ (null));
  const spans = useMemo(() => placed(chips.flatMap((chip) => chip.readings.map(({ start, end }) => ({ start, end, chip }))), read, document.text), [chips, read, document.text]);
  const here = caret === null ? null : spans.find((span) => span.start <= caret && caret < span.end) ?? null;
  const look = () => {
    const { selectionStart = 0, selectionEnd = 0 } = field.current ?? {};
    const at = selectionStart === selectionEnd ? pointsBefore(document.text, selectionStart ?? 0) : null;
    setCaret(at);
    setActive(at === null ? null : spans.find((span) => span.start <= at && at < span.end)?.chip.key ?? null);
  };
  const wrong = offences.filter((one) => /^\/(title|text)/.test(one.path));
  return html`
    <div class="composer">
      <label class="field"><span>Title <span class="hint">optional</span></span>
        <input maxlength="200" dir="auto" value=${document.title ?? ''} onInput=${(/** @type {any} */ event) => onInput(withTitle(document, event.target.value))} /></label>
      <label class="field" for="brief-text"><span>Brief</span></label>
      <div class="marked">
        <div class="marks" dir="auto" aria-hidden="true">${pieces(document.text, spans).map((piece) => (piece.spans.length ? html`<mark class=${markClass(piece.spans, active)}>${piece.text}</mark>` : piece.text))}${'\n'}</div>
        <textarea id="brief-text" dir="auto" ref=${field} value=${document.text} aria-describedby="brief-hint"
          placeholder="Who you are, whom you look for, what they make, until when, for how much. Any of seven languages."
          onInput=${(/** @type {any} */ event) => onInput({ ...document, text: event.target.value })}
          onSelect=${look} onClick=${look} onKeyUp=${look} onBlur=${() => setCaret(null)}></textarea>
      </div>
      ${wrong.map((one) => html`<p class="offence" role="alert">${one.message}</p>`)}
      <p id="brief-hint" class="hint caret-line">${here ? html`<${ReadHere} chip=${here.chip} />` : spans.length ? 'Marked words became constraints below.' : 'What the text asks of creators is marked and becomes a constraint.'}</p>
    </div>`;
}

/** The chip of the words at the caret, and the way to it. @param {{chip: Chip}} props */
function ReadHere({ chip }) {
  const go = () => document.getElementById(`chip-${chip.key}`)?.focus();
  return html`${chip.field.label}: <strong>${chip.text}</strong> <button class="link" onMouseDown=${(/** @type {Event} */ event) => event.preventDefault()} onClick=${go}>Go to its chip</button>`;
}

/** @param {{chip: Chip}[]} spans @param {string | null} active */
function markClass(spans, active) {
  const chip = (spans.find((span) => span.chip.key === active) ?? spans[0]).chip;
  return `${chip.status}${chip.key === active ? ' active' : ''}`;
}

/** @param {import('./document.js').Document} document @param {string} title */
function withTitle({ title: _, ...document }, title) {
  return title ? { title, ...document } : document;
}
