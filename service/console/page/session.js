// Whose key the page uses, and for which brand. It stays in this tab, or on this device if its user wants it to.

const NAME = 'creatormatch.session';

/** @typedef {{key: string, brand: string | null}} Session */

/** Take a key from the address (#key=…&brand=…), where it neither reaches the server nor stays. Says whether there was one. */
export function takeFromAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  const key = given.get('key');
  if (!key) return false;
  save({ key, brand: given.get('brand') });
  history.replaceState(null, '', location.pathname + location.search + '#/');
  return true;
}

/** @returns {Session | null} */
export const stored = () => read(sessionStorage) ?? read(localStorage);

/** @param {Session} session @param {boolean} [onDevice] beyond this tab; unsaid: where this key is kept there already */
export function save(session, onDevice = read(localStorage)?.key === session.key) {
  const text = JSON.stringify(session);
  sessionStorage.setItem(NAME, text);
  if (onDevice) localStorage.setItem(NAME, text);
}

/** @param {Storage} storage @returns {Session | null} */
function read(storage) {
  try {
    return JSON.parse(storage.getItem(NAME) ?? 'null');
  } catch {
    return null;
  }
}

/** Another key is not kept where one was. */
export const forgetOnDevice = () => localStorage.removeItem(NAME);

export function forget() {
  sessionStorage.clear();  // drafts of briefs too
  forgetOnDevice();
}
