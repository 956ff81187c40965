// The page's first script.

import { html, render } from './vendor/preact-htm.js';
import { App } from './app.js';
import { takeFromAddress } from './session.js';

takeFromAddress();
render(html`<${App} />`, /** @type {Element} */ (document.getElementById('app')));
