// Builds the tree of annotate/app/markup.py. Text becomes text nodes; only the tags and attributes named here exist.

const TAGS = new Set(
  ("a article b blockquote br caption code dd div dl dt em footer h1 h2 h3 h4 header input kbd li mark ol p section " +
    "small span strong table tbody td th thead time tr ul").split(" "),
);
const ATTRIBUTES = new Set(
  ("class data-parameter data-rows dir id lang placeholder role scope title type " +
    "aria-current aria-describedby aria-hidden aria-label aria-labelledby aria-valuemax aria-valuemin aria-valuenow").split(" "),
);

/** Only addresses of this app: nobody's data makes a link to somewhere else. */
function setHref(node, value) {
  const url = new URL(value, document.baseURI);
  if (url.origin === location.origin) node.setAttribute("href", url.href);
}

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

/** Arrow keys move between the rows of a list, as in any list of files or mails. */
function moveBetweenRows(event) {
  const list = event.target.closest("[data-rows]");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!list || event.altKey || event.ctrlKey || event.metaKey) return;
  const rows = [...list.querySelectorAll("a[href]:not(.app-aside)")];
  const at = rows.indexOf(event.target);
  const next = event.key === "Home" ? rows[0] : event.key === "End" ? rows.at(-1) : step && rows[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** Goes to an address of the app; Streamlit shows what it names, as after the browser's own buttons. */
function show(address, { step }) {
  history[step ? "pushState" : "replaceState"](null, "", address);
  dispatchEvent(new PopStateEvent("popstate"));
}

/** The input of a parameter follows the address, unless somebody is typing in it. */
function readParameters(root) {
  const parameters = new URLSearchParams(location.search);
  for (const input of root.querySelectorAll("[data-parameter]")) {
    if (input !== document.activeElement) input.value = parameters.get(input.dataset.parameter) ?? "";
  }
}

/** What is typed goes into the address; the list begins at its first page again. */
function writeParameter(input) {
  const address = new URL(location.href);
  if (input.value) address.searchParams.set(input.dataset.parameter, input.value);
  else address.searchParams.delete(input.dataset.parameter);
  address.searchParams.delete("page");
  if (address.href !== location.href) show(address, { step: false });
}

const PAUSE = 250; // ms without a key before the list follows

function listenToInput(root, signal) {
  let timer = 0;
  const write = (event) => {
    clearTimeout(timer);
    if (event.target.matches("[data-parameter]")) writeParameter(event.target);
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

/** Follows a link of the app without loading it anew: one click makes one entry in the history. */
function follow(event) {
  const link = event.target.closest("a[href]");
  const wantsOther = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || wantsOther) return;
  event.preventDefault();
  show(link.href, { step: true });
}

const shown = new WeakMap();

export default function ({ parentElement, data }) {
  const text = JSON.stringify(data.nodes);
  let state = shown.get(parentElement);
  if (!state) {
    const root = document.createElement("div");
    const listeners = new AbortController();
    root.className = "app-markup";
    root.addEventListener("keydown", moveBetweenRows, { signal: listeners.signal });
    root.addEventListener("click", follow, { signal: listeners.signal });
    listenToInput(root, listeners.signal);
    parentElement.append(root);
    state = { root, listeners, text: "" };
    shown.set(parentElement, state);
  }
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
