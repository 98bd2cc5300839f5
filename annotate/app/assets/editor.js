// Mounts the span editor, whose modules the app's own route serves, and takes its wishes to other pages.

/**
 * @typedef {import("./types.d.ts").EditorData} Data
 * @typedef {import("./types.d.ts").Component<Data>} Component
 * @typedef {import("../../editor/types.d.ts").MountOptions} MountOptions
 * @typedef {ReturnType<typeof import("../../editor/main.js").mount>} Editor
 * @typedef {{set: string, token: string, editor: Promise<Editor | null>}} Place
 */

/**
 * One editor a place in the page: Streamlit calls this module again whenever the data change.
 *
 * @type {WeakMap<HTMLElement, Place>}
 */
const places = new WeakMap();

/**
 * As the browser's own buttons do: one entry in the history, and Streamlit shows what the address names.
 *
 * @param {string} address
 */
function go(address) {
  history.pushState(null, "", new URL(address, document.baseURI));
  dispatchEvent(new PopStateEvent("popstate"));
}

/** Between two requests for a new token, in ms, and how many there are at most. */
const PATIENCE = 1000;
const MOST_REQUESTS = 8;

/**
 * Asks for a new token until it is there: Streamlit loses a value that comes while the page's first run has not ended.
 *
 * @param {Component} component
 * @param {number} [left] how often
 */
function renew(component, left = MOST_REQUESTS) {
  const { parentElement, data, setTriggerValue } = component;
  if (left === 0 || places.get(parentElement)?.token !== data.token) return;
  setTriggerValue("renew", data.token);
  setTimeout(() => renew(component, left - 1), PATIENCE);
}

/**
 * Asks for the annotation set while the editor's modules are on their way.
 *
 * @param {Data} data
 * @returns {Promise<Response | null>} null: the server was not reached
 */
function ask({ api, set, token }) {
  const headers = { Authorization: `Bearer ${token}` };
  return fetch(`${api}/annotation-sets/${encodeURIComponent(set)}`, { headers }).catch(() => null);
}

/** @param {Component} component @returns {MountOptions} */
function options(component) {
  const { data } = component;
  return {
    set: data.set,
    token: data.token,
    api: data.api,
    annotator: data.annotator,
    readOnly: data.readOnly,
    progress: data.progress,
    onNavigate: (direction) => go(data.addresses[direction]),
    onOpenSet: (set) => go(`annotate?set=${encodeURIComponent(set)}`),
    onTokenExpired: () => renew(component),
  };
}

/** @param {HTMLElement} element */
function explain(element) {
  const message = document.createElement("p");
  message.setAttribute("role", "alert");
  message.className = "app-editor-message";
  message.textContent =
    "The editor could not be loaded. Everything labelled so far is safe. " +
    "Please check the connection and reload the page.";
  element.replaceChildren(message);
}

/**
 * @param {HTMLElement} element
 * @param {Component} component
 * @returns {Promise<Editor | null>} null where the editor's modules cannot be loaded
 */
async function mountEditor(element, component) {
  try {
    const ahead = ask(component.data);
    fetchAhead(component.data);
    /** @type {typeof import("../../editor/main.js")} */
    const { mount } = await import(new URL(component.data.module, document.baseURI).href);
    return mount(element, { ...options(component), ahead });
  } catch (error) {
    console.error(error);
    explain(element);
    return null;
  }
}

/**
 * The address names the set too; a new entry in the history for that would only be in the way. It is left alone where
 * its reader has gone on meanwhile.
 *
 * @param {string} address
 */
function nameInAddress(address) {
  const here = new URL(address, document.baseURI);
  const article = here.searchParams.get("article");
  const asked = new URLSearchParams(location.search).get("article") ?? article;
  if (location.pathname === here.pathname && asked === article) history.replaceState(history.state, "", here);
}

/** @param {Component} component */
function begin(component) {
  const { parentElement, data } = component;
  const element = document.createElement("div");
  element.className = "app-editor-place";
  parentElement.replaceChildren(element);
  nameInAddress(data.addresses.here);
  places.set(parentElement, { set: data.set, token: data.token, editor: mountEditor(element, component) });
}

/** @param {HTMLElement} parentElement */
async function end(parentElement) {
  const place = places.get(parentElement);
  places.delete(parentElement);
  (await place?.editor)?.unmount();
}

/** @param {Component} component */
export default function (component) {
  const { parentElement, data } = component;
  const place = places.get(parentElement);
  if (place?.set === data.set) {
    place.token = data.token;
    place.editor.then((editor) => editor?.update(options(component)));
  } else {
    end(parentElement);
    begin(component);
  }
  return () => end(parentElement);
}
