// The frame around every view: navigation, brand, sign-in, theme; and the view that the address names.

import { html, useEffect, useErrorBoundary, useRef, useState } from './vendor/preact-htm.js';
import { KEY_REFUSED, Problem, get } from './api.js';
import { useEvent } from './events.js';
import { asProblem, useLoaded } from './loading.js';
import { Empty } from './parts/empty.js';
import { Announcements } from './parts/announcements.js';
import { ProblemBox } from './parts/problem.js';
import { address, leaveBrief, routeOf, usePlace } from './routes.js';
import { BrandChoice } from './brand-choice.js';
import { forget, save, stored } from './session.js';
import { SignIn } from './sign-in.js';
import { ThemeButton } from './theme.js';

const NAVIGATION = [
  { path: '/', label: 'Match' },
  { path: '/plans', label: 'Plan' },
  { path: '/creators', label: 'Creators' },
  { path: '/niches', label: 'Niches' },
  { path: '/imports', label: 'Imports', marketplace: true },
  { path: '/state', label: 'State', marketplace: true },
];

/** What the key may do, and the brands that it may act for.
 * @typedef {{key_id: string, role: 'marketplace' | 'brand', brand_id: string | null, scopes: string[],
 *   publishable: boolean}} Access */

export function App() {
  const [session, setSession] = useState(stored);
  const [refused, setRefused] = useState(/** @type {Problem | null} */ (null));
  useEvent(KEY_REFUSED, (event) => setRefused(event.detail));
  const signIn = (/** @type {import('./session.js').Session} */ next) => {
    setRefused(null);
    setSession(next);
  };
  const signOut = () => {
    forget();
    history.replaceState(null, '', '#/');
    location.reload();  // examples and uploads are held in memory
  };
  if (!session || refused) return html`<${Frame}><${SignIn} onSession=${signIn} problem=${refused} /><//>`;
  return html`<${SignedIn} key=${session.key} session=${session} setSession=${setSession} signOut=${signOut} />`;
}

/** @param {{session: import('./session.js').Session, setSession: Function, signOut: () => void}} props */
function SignedIn({ session, setSession, signOut }) {
  const { data, problem, reload } = useLoaded(readAccess, []);
  const brands = data?.brands ?? [];
  const brand = data?.access.role === 'brand' ? null : !brands.length || brands.includes(session.brand) ? session.brand : brands[0];
  useEffect(() => {
    if (data && brand !== session.brand) choose(brand);
  }, [data]);
  const choose = (/** @type {string | null} */ chosen) => {
    const next = { ...session, brand: chosen };
    save(next);
    setSession(next);
  };
  if (problem) return html`<${Frame}><main><${ProblemBox} problem=${problem} retry=${reload} /></main><//>`;
  if (!data || (brand !== session.brand)) return html`<${Frame}><main aria-busy="true"></main><//>`;
  const switchTo = (/** @type {string} */ chosen) => {
    leaveBrief();
    choose(chosen);
  };
  const bar = html`
    <${BrandChoice} access=${data.access} brands=${brands} brand=${brand} choose=${switchTo} reload=${reload} />
    <button class="quiet" onClick=${signOut}>Sign out</button>`;
  return html`<${Frame} access=${data.access} bar=${bar}><${Place} key=${brand} access=${data.access} brand=${brand ?? data.access.brand_id} /><//>`;
}

/** The key's access, and the ids of the brands that it may act for, where it may list them. Who named a brand before is
 * most likely a marketplace, so both are asked at once.
 * @param {AbortSignal} signal */
async function readAccess(signal) {
  const early = stored()?.brand ? readBrands(signal).catch(() => null) : null;
  const access = await get('/v1/access', {}, signal);
  if (access.role !== 'marketplace' || !access.scopes.includes('admin')) return { access, brands: [] };
  return { access, brands: (await early) ?? (await readBrands(signal)) };
}

/** @param {AbortSignal} signal */
async function readBrands(signal) {
  const { items } = await get('/v1/brands', {}, signal);
  return items.map((/** @type {{brand_id: string}} */ one) => one.brand_id);
}

/** The view that the address names. Two addresses of one view keep what it holds.
 * @param {{access: Access, brand: string | null}} props */
function Place({ access, brand }) {
  const place = usePlace();
  const found = routeOf(place.path);
  const view = found?.route.view ?? null;
  const { data, problem, reload } = useLoaded(() => loadView(view), [view]);
  const title = found?.route.title;
  useArrival(place);
  useEffect(() => {
    document.title = title ? `${title} · creatormatch` : 'creatormatch';
  }, [title]);
  if (!found) return html`<main id="main" tabindex="-1"><${Empty} title="There is no such page"><a href="#/">Match a brief</a><//></main>`;
  if (problem) return html`<main id="main" tabindex="-1"><${ProblemBox} problem=${problem} retry=${reload} /></main>`;
  if (data?.view !== view) return html`<main id="main" tabindex="-1" aria-busy="true"></main>`;
  return html`<main id="main" tabindex="-1"><${Guarded} key=${view} path=${place.path}><${data.View} access=${access} brand=${brand} query=${place.query} ...${found.values} /><//></main>`;
}

/** Whoever followed a link is where it led to: at its top, the keyboard too. @param {import('./routes.js').Place} place */
function useArrival(place) {
  const before = useRef(place.path);
  useEffect(() => {
    const isElsewhere = before.current !== place.path;
    before.current = place.path;
    if (!isElsewhere || !place.followed) return;
    scrollTo(0, 0);
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [place]);
}

/** A mistake in a view is told in its place, and leaves the others alone. @param {{path: string, children?: unknown}} props */
function Guarded({ path, children }) {
  const [mistake, forgive] = useErrorBoundary();
  useEffect(() => { if (mistake) forgive(); }, [path]);
  return mistake ? html`<h1>Something went wrong</h1><${ProblemBox} problem=${asProblem(mistake)} retry=${forgive} />` : children;
}

/** @param {string | null} view */
async function loadView(view) {
  if (view === null) return null;
  try {
    return { view, View: (await import(`./views/${view}.js`)).View };
  } catch (error) {
    console.info(error);
    throw new Problem({ code: 'unreachable', title: 'This part of the page did not arrive', detail: 'Does the service answer? If it was upgraded, load the page again.' });
  }
}

/** @param {{access?: Access, bar?: unknown, children?: unknown}} props */
function Frame({ access, bar, children }) {
  const place = usePlace();
  const nav = routeOf(place.path)?.route.nav;
  return html`
    <a class="skip" href="#main" onClick=${skip}>Skip to content</a>
    <header class="top">
      <a class="name" href="#/"><img src="console/icon.svg" alt="" width="22" height="22" />creatormatch</a>
      ${access && html`<nav aria-label="Views"><ul>${NAVIGATION.filter((one) => !one.marketplace || access.role === 'marketplace').map((one) => html`
        <li key=${one.path}><a href=${address(one.path)} aria-current=${one.path === nav ? 'page' : null}>${one.label}</a></li>`)}</ul></nav>`}
      <div class="bar">${bar}<${ThemeButton} /></div>
    </header>
    ${children}
    <${Announcements} />
    <footer class="bottom"><a href="docs">API</a> <a href="v1/errors">Errors</a></footer>`;
}

/** The address names views, so a link to a place of the page must not change it. @param {Event} event */
function skip(event) {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
