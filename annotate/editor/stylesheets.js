/** The editor's styles, put into the page once. */

/** Resolves when the styles are there, or cannot be had. @returns {Promise<unknown>} */
export function loadStyles() {
  const { href } = new URL("editor.css", import.meta.url);
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
