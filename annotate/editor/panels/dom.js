/** Makes elements. Text reaches the page as text nodes only. */

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, any>} Properties */

/**
 * An element with its properties and children.
 *
 * `on…` are listeners; `class`, `style` (custom properties included) and `data` do what they say; names with a capital
 * letter are set as properties, the rest as attributes. Undefined, null and false leave out.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Properties | null} [properties]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) setProperty(element, name, value);
  append(element, children);
  return element;
}

/**
 * @param {Element} parent
 * @param {(Child | Child[])[]} children
 */
export function append(parent, children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(typeof child === "number" ? String(child) : child);
  }
}

/**
 * Sets text only where it differs, so that nothing is laid out again for nothing.
 *
 * @param {Element} element
 * @param {string | number} text
 */
export function setText(element, text) {
  const value = String(text);
  if (element.textContent !== value) element.textContent = value;
}

/**
 * A keyboard key as a keycap; hidden from screen readers, which hear `aria-keyshortcuts` of the control.
 *
 * @param {string} key
 */
export function keycap(key) {
  return el("kbd", { class: "an-key", "aria-hidden": "true" }, keyName(key));
}

const KEY_NAMES = /** @type {Record<string, string>} */ ({
  arrowleft: "←",
  arrowright: "→",
  arrowup: "↑",
  arrowdown: "↓",
  escape: "Esc",
  enter: "Enter",
  backspace: "⌫",
  delete: "Del",
  " ": "Space",
  space: "Space",
  pageup: "PgUp",
  pagedown: "PgDn",
});

/**
 * A key of the keymap in words: "ctrl+arrowleft" is "Ctrl ←".
 *
 * @param {string} key
 */
export function keyName(key) {
  const parts = key === "+" ? ["+"] : key.split("+").map((part) => part || "+");
  const inChord = parts.length > 1;
  return parts
    .map((part) => KEY_NAMES[part.toLowerCase()] ?? (part.length > 1 || inChord ? capital(part) : part))
    .join(" ");
}

/** @param {string} word */
function capital(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/**
 * @param {HTMLElement} element
 * @param {string} name
 * @param {any} value
 */
function setProperty(element, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name === "class") element.className = value;
  else if (name === "data") Object.assign(element.dataset, value);
  else if (name === "style") setStyle(element, value);
  else if (name.startsWith("on")) element.addEventListener(name.slice(2).toLowerCase(), value);
  else if (/[A-Z]/.test(name)) /** @type {any} */ (element)[name] = value;
  else element.setAttribute(name, value === true ? "" : String(value));
}

/**
 * @param {HTMLElement} element
 * @param {Record<string, any>} style
 */
function setStyle(element, style) {
  for (const [name, value] of Object.entries(style)) element.style.setProperty(name, String(value));
}
