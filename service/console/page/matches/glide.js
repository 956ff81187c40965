// Cards glide to their new places, and the keyboard's place stays with its card although the element moved.

import { useLayoutEffect, useRef } from '../vendor/preact-htm.js';

const MILLISECONDS = 320;

/**
 * For a list whose children have `data-id`. Call it while rendering: it looks at the list before and after.
 * @param {string} order what tells one order from another
 */
export function useGlide(order) {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const before = useRef(/** @type {ReturnType<typeof picture> | null} */ (null));
  const drawn = useRef(order);
  if (drawn.current !== order && list.current) before.current = picture(list.current);
  drawn.current = order;
  useLayoutEffect(() => {
    const then = before.current;
    before.current = null;
    if (!then || !list.current) return;
    keepFocus(list.current, then);
    if (!matchMedia('(prefers-reduced-motion: reduce)').matches) glide(list.current, then.tops);
  }, [order]);
  return list;
}

/** Where the children stand, and where the keyboard is. @param {HTMLElement} list */
function picture(list) {
  const children = /** @type {HTMLElement[]} */ ([...list.children]);
  const focused = list.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
  return {
    tops: new Map(children.map((child) => [child.dataset.id, child.getBoundingClientRect().top])),
    focused, place: children.findIndex((child) => child.contains(focused)), part: focused?.dataset.part,
  };
}

/** A card that is gone leaves the keyboard to the one that took its place.
 * @param {HTMLElement} list @param {ReturnType<typeof picture>} then */
function keepFocus(list, { focused, place, part }) {
  if (!focused || document.activeElement === focused) return;
  if (focused.isConnected) return focused.focus({ preventScroll: true });
  const next = list.children[Math.min(place, list.children.length - 1)];
  /** @type {HTMLElement | null | undefined} */ (next?.querySelector(part ? `[data-part="${part}"]` : 'a'))?.focus({ preventScroll: true });
}

/** @param {HTMLElement} list @param {Map<string | undefined, number>} tops */
function glide(list, tops) {
  for (const child of /** @type {HTMLElement[]} */ ([...list.children])) {
    const top = child.getBoundingClientRect().top;
    const was = tops.get(child.dataset.id);
    if (was === top || Math.min(top, was ?? top) > innerHeight || Math.max(top, was ?? top) < -child.offsetHeight) continue;
    const start = was === undefined ? { opacity: 0 } : { transform: `translateY(${was - top}px)` };
    child.animate([start, { opacity: 1, transform: 'none' }], { duration: MILLISECONDS, easing: 'ease-out' });
  }
}
