// Another brief instead of the one on screen: a stored one, a new one, or none.

import { html, useState } from '../vendor/preact-htm.js';
import { Confirm } from '../parts/confirm.js';
import { Dialog } from '../parts/dialog.js';
import { isBlank } from './document.js';
import { StoredBriefs } from './stored-briefs.js';

/** @typedef {import('./use-brief.js').Brief} Brief */

/** @param {{brief: Brief}} props */
export function Menu({ brief }) {
  const [shown, setShown] = useState(/** @type {'list' | 'delete' | null} */ (null));
  const close = () => setShown(null);
  return html`
    <div class="row">
      <button onClick=${() => setShown('list')}>Open a brief…</button>
      <button disabled=${!brief.base && isBlank(brief.document)} onClick=${() => brief.startNew(false)}>${brief.base ? 'New brief' : 'Start empty'}</button>
      ${brief.base && html`<button class="quiet" onClick=${() => setShown('delete')}>Delete…</button>`}
      ${shown === 'list' && html`<${Dialog} title="Stored briefs" onClose=${close}><${StoredBriefs} onPick=${close} /><//>`}
      ${shown === 'delete' && html`<${Confirm} title="Delete this brief?" act="Delete" onConfirm=${brief.erase} onClose=${close}>
        <p>Its plans, verdicts and outcomes go with it. To keep them and only stop matching, set its status to closed.</p><//>`}
    </div>`;
}
