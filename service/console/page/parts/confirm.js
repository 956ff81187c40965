// A question before something that cannot be taken back.

import { html } from '../vendor/preact-htm.js';
import { useAction } from '../loading.js';
import { Dialog } from './dialog.js';
import { ProblemBox } from './problem.js';

/** @param {{title: string, act: string, onConfirm: () => Promise<unknown>, onClose: () => void, ready?: boolean,
 *   children?: unknown}} props `act`: what the button says; `ready`: false holds it back */
export function Confirm({ title, act, onConfirm, onClose, ready = true, children }) {
  const [confirm, busy, problem] = useAction(async () => {
    await onConfirm();
    onClose();
  });
  return html`
    <${Dialog} title=${title} onClose=${onClose}>
      <div class="stack">
        <div>${children}</div>
        ${problem && html`<${ProblemBox} problem=${problem} />`}
        <div class="row">
          <button class="danger" disabled=${busy || !ready} onClick=${confirm}>${act}</button>
          <button onClick=${onClose}>Cancel</button>
        </div>
      </div>
    <//>`;
}
