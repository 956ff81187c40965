// Which view an address shows. A view is loaded when it is first shown.

import { useEvent } from './events.js';
import { useState } from './vendor/preact-htm.js';

/** `followed`: by a link or the browser's buttons, not put there by the page. @typedef {{path: string, query: URLSearchParams, followed: boolean}} Place */
/** `view`: its file in views/; `nav`: the entry of the navigation that it belongs to. Groups of the pattern are the view's properties.
 * @typedef {{pattern: RegExp, view: string, nav: string, title: string}} Route */

/** @type {Route[]} */
const ROUTES = [
  { pattern: /^\/$/, view: 'match', nav: '/', title: 'Match' },
  { pattern: /^\/briefs\/(?<briefId>[^/]+)$/, view: 'match', nav: '/', title: 'Brief' },
  { pattern: /^\/briefs\/(?<briefId>[^/]+)\/plan$/, view: 'plan', nav: '/plans', title: 'Plan' },
  { pattern: /^\/plans$/, view: 'plan', nav: '/plans', title: 'Plan' },
  { pattern: /^\/creators$/, view: 'creators', nav: '/creators', title: 'Creators' },
  { pattern: /^\/creators\/(?<externalId>[^/]+)$/, view: 'creator', nav: '/creators', title: 'Creator' },
  { pattern: /^\/niches$/, view: 'niches', nav: '/niches', title: 'Niches' },
  { pattern: /^\/imports$/, view: 'imports', nav: '/imports', title: 'Imports' },
  { pattern: /^\/imports\/(?<importId>[^/]+)$/, view: 'imports', nav: '/imports', title: 'Import' },
  { pattern: /^\/state$/, view: 'state', nav: '/state', title: 'State' },
];

/** @param {boolean} [followed] @returns {Place} */
function here(followed = false) {
  const [path, query = ''] = (location.hash.slice(1) || '/').split('?');
  return { path, query: new URLSearchParams(query), followed };
}

/** The place in the address, as it changes. @returns {Place} */
export function usePlace() {
  const [place, setPlace] = useState(() => here());
  useEvent('hashchange', (event) => setPlace(here(event.isTrusted)));
  return place;
}

/** @param {string} path @returns {{route: Route, values: Record<string, string>} | null} */
export function routeOf(path) {
  for (const route of ROUTES) {
    const found = route.pattern.exec(path);
    if (found) return { route, values: Object.fromEntries(Object.entries(found.groups ?? {}).map(([name, value]) => [name, decoded(value)])) };
  }
  return null;
}

/** What was typed may be no encoding at all. @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** A brief is of one brand: whoever goes on with another one starts beside it. */
export function leaveBrief() {
  const found = routeOf(here().path);
  if (found?.values.briefId) replace(found.route.nav);
}

/** Go to a place of this page. @param {string} path @param {Record<string, unknown>} [query] */
export function go(path, query) {
  location.hash = address(path, query).slice(1);
}

/** Put the place into the address without a step in the history. @param {string} path @param {Record<string, unknown>} [query] */
export function replace(path, query) {
  history.replaceState(null, '', address(path, query));
  dispatchEvent(new HashChangeEvent('hashchange'));
}

/** A link's href. @param {string} path @param {Record<string, unknown>} [query] */
export function address(path, query = {}) {
  const said = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const text = new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString();
  return '#' + path + (text ? '?' + text : '');
}
