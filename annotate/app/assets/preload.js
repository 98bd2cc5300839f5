// Fetches the editor while its reader still looks for an article, so that the first one opens as fast as the next.

const whenIdle = globalThis.requestIdleCallback ?? ((/** @type {() => void} */ run) => setTimeout(run, 200));

/**
 * Has the browser fetch all files of the editor side by side, instead of one after another as each names the next.
 *
 * @param {{module: string, files: string[]}} data
 */
function fetchAhead({ module, files }) {
  const links = files.map((file) => {
    const link = document.createElement("link");
    link.rel = file.endsWith(".js") ? "modulepreload" : "preload";
    if (link.rel === "preload") link.as = "style";
    link.href = new URL(file, new URL(module, document.baseURI)).href;
    return link;
  });
  document.head.append(...links);
}

/** @param {import("./types.d.ts").Component<{module: string, files: string[]}>} component */
export default function ({ data }) {
  whenIdle(() => {
    fetchAhead(data);
    // Should it fail, the page that needs the editor says so.
    import(new URL(data.module, document.baseURI).href).catch(() => undefined);
  });
}
