// The page's first script.

import { html, render } from './vendor/preact-htm.js';
import { App } from './app.js';
import { routeOf } from './routes.js';
import { stored, takeFromAddress } from './session.js';

takeFromAddress();
// Such an address opened in a tab that shows the page already loads nothing by itself.
addEventListener('hashchange', () => takeFromAddress() && location.reload());
// Its view is fetched while the key is looked at.
const found = stored() && routeOf(location.hash.slice(1).split('?')[0] || '/');
if (found) import(`./views/${found.route.view}.js`).catch(() => {});
render(html`<${App} />`, /** @type {Element} */ (document.getElementById('app')));
