// Builds the tree of annotate/app/markup.py. Text becomes text nodes; only the tags and attributes named here exist.

/**
 * @typedef {import("./types.d.ts").MarkupNode} MarkupNode
 * @typedef {{root: HTMLElement, listeners: AbortController, text: string}} State
 */

const TAGS = new Set(
  ("a article b blockquote br caption code dd div dl dt em footer h1 h2 h3 h4 header input kbd li mark ol p section " +
    "small span strong table tbody td th thead time tr ul").split(" "),
);
const ATTRIBUTES = new Set(
  ("class data-parameter data-rows dir id lang placeholder role scope title type " +
    "aria-current aria-describedby aria-hidden aria-label").split(" "),
);

/**
 * Only addresses of this app: nobody's data makes a link to somewhere else.
 *
 * @param {Element} node
 * @param {string} value
 */
function setHref(node, value) {
  const url = new URL(value, document.baseURI);
  if (url.origin === location.origin) node.setAttribute("href", url.href);
}

/** @param {MarkupNode} source @returns {Node} */
function build(source) {
  if (typeof source === "string") return document.createTextNode(source);
  const [tag, attributes, ...children] = source;
  if (!TAGS.has(tag)) throw new TypeError(`The markup has an element that is not allowed: ${tag}`);
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("var-")) node.style.setProperty(`--${name.slice(4)}`, String(value));
    else if (name === "href") setHref(node, value);
    else if (ATTRIBUTES.has(name)) node.setAttribute(name, String(value));
    else throw new TypeError(`The markup has an attribute that is not allowed: ${name}`);
  }
  node.append(...children.map(build));
  return node;
}

/** The element in which something happened. @param {Event} event */
const place = (event) => /** @type {HTMLElement} */ (event.target);

/** Where each key leads from row `at` of `last + 1`. @type {Record<string, (at: number, last: number) => number>} */
const ROW_KEYS = { ArrowDown: (at) => at + 1, ArrowUp: (at) => at - 1, Home: () => 0, End: (_at, last) => last };

/** Arrow keys move between the rows of a list, as in any list of files or mails. @param {KeyboardEvent} event */
function moveBetweenRows(event) {
  const list = place(event).closest("[data-rows]");
  const lead = ROW_KEYS[event.key];
  if (!list || !lead || event.altKey || event.ctrlKey || event.metaKey) return;
  /** @type {HTMLElement[]} */
  const rows = [...list.querySelectorAll(/** @type {"a"} */ ("a[href]:not(.app-aside)"))];
  const next = rows[lead(rows.indexOf(place(event)), rows.length - 1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/**
 * Goes to an address of the app; Streamlit shows what it names, as after the browser's own buttons.
 *
 * @param {string} address
 * @param {"pushState" | "replaceState"} how whether it is a step that can be gone back
 */
function show(address, how) {
  history[how](null, "", address);
  dispatchEvent(new PopStateEvent("popstate"));
}

/** The input of a parameter follows the address, unless somebody is typing in it. @param {HTMLElement} root */
function readParameters(root) {
  const parameters = new URLSearchParams(location.search);
  for (const input of root.querySelectorAll(/** @type {"input"} */ ("input[data-parameter]"))) {
    if (input !== document.activeElement) input.value = parameters.get(input.dataset.parameter ?? "") ?? "";
  }
}

/** What is typed goes into the address; the list begins at its first page again. @param {HTMLInputElement} input */
function writeParameter(input) {
  const address = new URL(location.href);
  const name = input.dataset.parameter ?? "";
  if (input.value) address.searchParams.set(name, input.value);
  else address.searchParams.delete(name);
  address.searchParams.delete("page");
  if (address.href !== location.href) show(address.href, "replaceState");
}

const PAUSE = 250; // ms without a key before the list follows

/** @param {HTMLElement} root @param {AbortSignal} signal */
function listenToInput(root, signal) {
  let timer = 0;
  const write = (/** @type {Event} */ event) => {
    clearTimeout(timer);
    writeParameter(/** @type {HTMLInputElement} */ (event.target));
  };
  root.addEventListener("change", write, { signal });
  root.addEventListener(
    "input",
    (event) => {
      clearTimeout(timer);
      timer = setTimeout(write, PAUSE, event);
    },
    { signal },
  );
  addEventListener("popstate", () => readParameters(root), { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
}

/** Follows a link without loading the app anew: one click, one entry in the history. @param {MouseEvent} event */
function follow(event) {
  const link = place(event).closest("a");
  const wantsOther = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || wantsOther) return;
  event.preventDefault();
  show(link.href, "pushState");
}

/** @type {WeakMap<HTMLElement, State>} */
const shown = new WeakMap();

/** @param {HTMLElement} parentElement @returns {State} */
function begin(parentElement) {
  const root = document.createElement("div");
  const listeners = new AbortController();
  const { signal } = listeners;
  root.className = "app-markup";
  root.addEventListener("keydown", moveBetweenRows, { signal });
  root.addEventListener("click", follow, { signal });
  listenToInput(root, signal);
  parentElement.append(root);
  const state = { root, listeners, text: "" };
  shown.set(parentElement, state);
  return state;
}

/** @param {import("./types.d.ts").Component<{nodes: MarkupNode[]}>} component */
export default function ({ parentElement, data }) {
  const text = JSON.stringify(data.nodes);
  const state = shown.get(parentElement) ?? begin(parentElement);
  if (state.text !== text) {
    state.text = text;
    state.root.replaceChildren(...data.nodes.map(build));
    readParameters(state.root);
  }
  return () => {
    state.listeners.abort();
    state.root.remove();
    shown.delete(parentElement);
  };
}
