// Whose key the page uses, and for which brand. It stays in this tab, or on this device if its user wants it to.

const NAME = 'creatormatch.session';

/** @typedef {{key: string, brand: string | null}} Session */

/** Take a key from the address (#key=…&brand=…), where it neither reaches the server nor stays. */
export function takeFromAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  const key = given.get('key');
  if (!key) return;
  save({ key, brand: given.get('brand') }, false);
  history.replaceState(null, '', location.pathname + location.search + '#/');
}

/** @returns {Session | null} */
export function stored() {
  const text = sessionStorage.getItem(NAME) ?? localStorage.getItem(NAME);
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param {Session} session @param {boolean} onDevice beyond this tab */
export function save(session, onDevice) {
  const text = JSON.stringify(session);
  sessionStorage.setItem(NAME, text);
  if (onDevice || localStorage.getItem(NAME) !== null) localStorage.setItem(NAME, text);
}

export function forget() {
  sessionStorage.clear();  // drafts of briefs too
  localStorage.removeItem(NAME);
}
