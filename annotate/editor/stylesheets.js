/** The editor's styles, put into the page once. */

/** In this order: later rules win. */
const SHEETS = ["frame.css", "text.css", "over_text.css", "dock.css", "panels/panels.css"];

/** Resolves when the styles are there, or cannot be had. @returns {Promise<void>} */
export async function loadStyles() {
  await Promise.all(SHEETS.map((sheet) => load(new URL(sheet, import.meta.url).href)));
}

/**
 * @param {string} href
 * @returns {Promise<unknown>}
 */
function load(href) {
  const present = [...document.querySelectorAll("link")].find(
    (link) => link.rel === "stylesheet" && link.href === href,
  );
  if (present?.sheet) return Promise.resolve();
  const link = present ?? document.createElement("link");
  const loaded = new Promise((resolve) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", resolve);
  });
  if (!present) {
    link.rel = "stylesheet";
    link.href = href;
    document.head.append(link);
  }
  return loaded;
}
