// Whether the brief is stored, and what can be done with it as a whole.

import { html } from '../vendor/preact-htm.js';
import { ago } from '../format.js';
import { useAction, useShown } from '../loading.js';
import { ProblemBox } from '../parts/problem.js';
import { go } from '../routes.js';
import { isBlank } from './document.js';

const STATUSES = [['draft', 'Draft'], ['open', 'Open'], ['closed', 'Closed']];

/** @typedef {import('./use-brief.js').Brief} Brief */

/** @param {{brief: Brief}} props */
export function Saving({ brief }) {
  const { document, base, isChanged } = brief;
  const isShown = useShown();
  const [plan, planning] = useAction(async () => {
    const id = await brief.ensureSaved();
    if (isShown()) go(`/briefs/${id}/plan`);
  });
  const [save] = useAction(() => brief.ensureSaved());
  if (!document) return null;
  return html`
    <div class="saving">
      <p class="hint">${base ? (isChanged ? 'Changed, not saved' : `Saved ${ago(base.updatedAt)}`) : 'Not saved'}</p>
      <div class="row">
        <button class="primary" disabled=${!isChanged || brief.saving || isBlank(document)} onClick=${save}>${brief.saving ? 'Saving…' : 'Save'}</button>
        <button disabled=${planning || isBlank(document)} onClick=${plan}>Plan this budget</button>
        <label class="status-choice"><span class="for-readers">Status</span>
          <select value=${document.status ?? 'open'} onChange=${(/** @type {any} */ event) => brief.write({ document: { ...document, status: event.target.value } })}>
            ${STATUSES.map(([id, name]) => html`<option key=${id} value=${id}>${name}</option>`)}
          </select></label>
      </div>
      <${Notices} brief=${brief} />
    </div>`;
}

/** What happened to the text, and the way back. @param {{brief: Brief}} props */
function Notices({ brief }) {
  const [reload, , unread] = useAction(brief.reload);
  const [overwrite, , unsaved] = useAction(brief.overwrite);
  const problem = unread ?? unsaved ?? brief.problem;
  return html`
    ${brief.conflict && html`<div class="problem" role="alert"><p><strong>Changed elsewhere.</strong> Somebody stored another version of this brief since you opened it.</p>
      <div class="row"><button onClick=${reload}>Load theirs</button><button onClick=${overwrite}>Save mine over it</button></div></div>`}
    ${!brief.conflict && problem && html`<${ProblemBox} problem=${problem} />`}
    ${brief.restored && html`<p class="notice" role="status">What you had not saved is back. <button onClick=${() => (brief.base ? reload() : brief.startNew(false))}>Discard it</button></p>`}
    ${brief.replaced && html`<p class="notice" role="status">${brief.replaced.label} <button onClick=${brief.undo}>Undo</button></p>`}`;
}
