// How wide a chart may be, as it changes.

import { useEffect, useRef, useState } from '../vendor/preact-htm.js';

/** @param {number} [before] until it is known @returns {[{current: HTMLElement | null}, number]} for the box around the chart, in pixels */
export function useWidth(before = 0) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const [width, setWidth] = useState(before);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry.contentRect.width)));
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return [box, width];
}
