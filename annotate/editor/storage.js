/** The browser's storage, for edits that are not saved yet. */

/** What takes its place where the browser forbids it: always full, so that one is told. @type {Storage} */
const NO_STORAGE = {
  length: 0,
  key: () => null,
  getItem: () => null,
  setItem: () => {
    throw new DOMException("This browser stores nothing for this site.", "QuotaExceededError");
  },
  removeItem: () => {},
  clear: () => {},
};

/** Storage that all tabs share. Asking for it throws where cookies and site data are blocked. */
export function browserStorage() {
  try {
    return window.localStorage;
  } catch {
    return NO_STORAGE;
  }
}
