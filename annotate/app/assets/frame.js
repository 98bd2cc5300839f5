// When the server is there again after an absence, the page shows what the address names: whoever followed a link
// meanwhile arrives.

const STATE = "data-test-connection-state";

/** @param {import("./types.d.ts").Component<null>} component */
export default function ({ parentElement }) {
  const app = parentElement.closest(`[${STATE}]`);
  let lost = false;
  const observer = new MutationObserver(() => {
    const connected = app?.getAttribute(STATE) === "CONNECTED";
    if (connected && lost) dispatchEvent(new PopStateEvent("popstate"));
    lost = !connected;
  });
  if (app) observer.observe(app, { attributes: true, attributeFilter: [STATE] });
  return () => observer.disconnect();
}
