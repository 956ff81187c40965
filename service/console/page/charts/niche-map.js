// The niches as circles: near ones stand near one another, large ones have many creators. Each is a link.

import { html, useMemo, useRef } from '../vendor/preact-htm.js';
import { compact, number, words } from '../format.js';
import { address } from '../routes.js';
import { arrange } from './niche-map-layout.js';

/** @typedef {import('./niche-map-layout.js').Niche} Niche */

/** What a reader hears of it. @param {Niche} niche */
export const said = (niche) => `${niche.name}, ${words(niche.parent)}: ${number(niche.creators)} ${niche.creators === 1 ? 'creator' : 'creators'}${
  niche.median_followers === null ? '' : `, median ${compact(niche.median_followers)} followers`}`;

/**
 * @param {{niches: Niche[], tones: Map<string, string>, width: number, height: number, zoom: number, looked: string | null,
 *   parent: string | null, onLook: (id: string) => void}} props
 * `looked`: the niche that is looked at; `parent`: the only one that is not dimmed
 */
export function NicheMap({ niches, tones, width, height, zoom, looked, parent, onLook }) {
  const circles = useMemo(() => arrange(niches, width, height, zoom), [niches, width, height, zoom]);
  const chosen = circles.find((one) => one.niche.id === looked);
  const near = new Set(chosen?.niche.nearest.map((one) => one.id));
  // A finger cannot hover: its first tap looks, the second follows the link.
  const firstTap = useRef(/** @type {string | null} */ (null));
  const touched = (/** @type {any} */ event, /** @type {string} */ id) => {
    firstTap.current = event.pointerType !== 'mouse' && looked !== id ? id : null;
  };
  const follow = (/** @type {Event} */ event, /** @type {string} */ id) => {
    if (firstTap.current === id) event.preventDefault();
    firstTap.current = null;
  };
  return html`
    <svg class="niche-map" width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`} role="group" aria-label="Niche map">
      ${chosen && circles.filter((one) => near.has(one.niche.id)).map((one) => html`
        <line key=${one.niche.id} class="near" x1=${chosen.x} y1=${chosen.y} x2=${one.x} y2=${one.y} />`)}
      ${circles.map((one) => html`
        <a key=${one.niche.id} href=${address('/creators', { niche: one.niche.id })} aria-label=${said(one.niche)}
          class=${`niche ${tones.get(one.niche.parent)} ${parent && parent !== one.niche.parent ? 'dimmed' : ''} ${one === chosen ? 'looked' : ''}`}
          onPointerDown=${(/** @type {any} */ event) => touched(event, one.niche.id)} onClick=${(/** @type {Event} */ event) => follow(event, one.niche.id)}
          onMouseEnter=${() => onLook(one.niche.id)} onFocus=${() => onLook(one.niche.id)}>
          <circle cx=${one.x} cy=${one.y} r=${one.radius} />
        </a>`)}
      <g aria-hidden="true">${circles.map((one) => one.label && html`<${Label} key=${one.niche.id} label=${one.label} dimmed=${parent && parent !== one.niche.parent} />`)}
        ${chosen && !chosen.label && html`<${Label} label=${{ x: Math.min(width - 70, Math.max(70, chosen.x)), y: Math.max(10, chosen.y - chosen.radius - 9), lines: [chosen.niche.name] }} />`}</g>
    </svg>`;
}

/** @param {{label: {x: number, y: number, lines: string[]}, dimmed?: boolean}} props */
function Label({ label, dimmed }) {
  const first = label.y - ((label.lines.length - 1) * 13) / 2;
  return html`<text class=${dimmed ? 'dimmed' : ''} text-anchor="middle" dominant-baseline="central">
    ${label.lines.map((line, place) => html`<tspan key=${line} x=${label.x} y=${first + place * 13}>${line}</tspan>`)}</text>`;
}
