// Asking for an API key.

import { html, useEffect, useRef, useState } from './vendor/preact-htm.js';
import { ProblemBox } from './parts/problem.js';
import { forgetOnDevice, save } from './session.js';

/** @param {{onSession: Function, problem?: import('./api.js').Problem | null}} props */
export function SignIn({ onSession, problem }) {
  const [key, setKey] = useState('');
  const [onDevice, setOnDevice] = useState(false);
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => { if (problem) field.current?.focus(); }, [problem]);  // whatever had the keyboard is gone
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const session = { key: key.trim(), brand: null };
    if (!onDevice) forgetOnDevice();
    save(session, onDevice);
    onSession(session);
  };
  return html`
    <main id="main" class="narrow">
      <h1>Brand briefs in, creators out</h1>
      <p>Ranked, priced and explained. The console uses the public API, with your key.</p>
      ${problem && html`<${ProblemBox} problem=${problem} />`}
      <form class="card stack" onSubmit=${submit}>
        <label class="field"><span>API key</span>
          <input ref=${field} type="password" autocomplete="off" spellcheck=${false} required pattern="\\s*c[mp]_[!-~]+\\s*" title="It begins with cm_"
            placeholder="cm_…" value=${key} onInput=${(/** @type {any} */ event) => setKey(event.target.value)} /></label>
        <label class="check"><input type="checkbox" checked=${onDevice} onChange=${(/** @type {any} */ event) => setOnDevice(event.target.checked)} /> Remember it on this device</label>
        <button class="primary">Open the console</button>
        <p class="hint">The first start prints one. Another: <code>creatormatch keys create --role marketplace</code></p>
      </form>
    </main>`;
}
