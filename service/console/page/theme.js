// Light, dark, or as the system has it.

import { html, useEffect, useState } from './vendor/preact-htm.js';

const NAME = 'creatormatch.theme';
/** @typedef {'auto' | 'light' | 'dark'} Theme */

/** @type {Record<Theme, Theme>} */
const NEXT = { auto: 'light', light: 'dark', dark: 'auto' };
const SIGN = { auto: '◐', light: '☀', dark: '☾' };

export function ThemeButton() {
  const [theme, setTheme] = useState(read);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem(NAME, theme);
  }, [theme]);
  return html`<button class="quiet" title=${`Theme: ${theme}`} aria-label=${`Theme: ${theme}. Change to ${NEXT[theme]}`} onClick=${() => setTheme(NEXT[theme])}>${SIGN[theme]}</button>`;
}

/** @returns {Theme} */
function read() {
  const kept = localStorage.getItem(NAME);
  return kept === 'light' || kept === 'dark' ? kept : 'auto';
}
