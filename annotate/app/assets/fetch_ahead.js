// A component's script cannot import another one: this stands before those that call it (see markup.asset).

/**
 * Has the browser fetch all files of the editor side by side, instead of one after another as each names the next.
 *
 * @param {{module: string, files: string[]}} data
 */
export function fetchAhead({ module, files }) {
  if (document.head.querySelector(`link[rel="modulepreload"][href*="${module}"]`)) return;
  const links = files.map((file) => {
    const link = document.createElement("link");
    link.rel = file.endsWith(".js") ? "modulepreload" : "preload";
    if (link.rel === "preload") link.as = "style";
    link.href = new URL(file, new URL(module, document.baseURI)).href;
    return link;
  });
  document.head.append(...links);
}
