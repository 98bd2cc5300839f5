// Fetches the editor while its reader still looks for an article, so that the first one opens as fast as the next.

const whenIdle = globalThis.requestIdleCallback ?? ((/** @type {() => void} */ run) => setTimeout(run, 200));

/** @param {import("./types.d.ts").Component<{module: string, files: string[]}>} component */
export default function ({ data }) {
  whenIdle(() => {
    fetchAhead(data);
    // Should it fail, the page that needs the editor says so.
    import(new URL(data.module, document.baseURI).href).catch(() => undefined);
  });
}
