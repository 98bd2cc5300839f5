// Mounts the span editor, whose modules the app's own route serves, and takes its wishes to other pages.

/** One editor a place in the page: Streamlit calls this module again whenever the data change. */
const places = new WeakMap();

/** As the browser's own buttons do: one entry in the history, and Streamlit shows what the address names. */
function go(address) {
  history.pushState(null, "", new URL(address, document.baseURI));
  dispatchEvent(new PopStateEvent("popstate"));
}

function options(data, setTriggerValue) {
  return {
    set: data.set,
    token: data.token,
    api: data.api,
    annotator: data.annotator,
    readOnly: data.readOnly,
    progress: data.progress,
    onNavigate: (direction) => go(data.addresses[direction]),
    onTokenExpired: () => setTriggerValue("renew", data.token),
    onSubmitted: () => {},
  };
}

function explain(place) {
  const message = document.createElement("p");
  message.setAttribute("role", "alert");
  message.className = "app-editor-message";
  message.textContent =
    "The editor could not be loaded. Everything labelled so far is safe. Please check the connection and reload the page.";
  place.replaceChildren(message);
}

/** @returns the mounted editor, or null where its modules cannot be loaded */
async function mountEditor(place, data, setTriggerValue) {
  try {
    const { mount } = await import(new URL(data.module, document.baseURI).href);
    place.replaceChildren();
    return await mount(place, options(data, setTriggerValue));
  } catch (error) {
    console.error(error);
    explain(place);
    return null;
  }
}

function begin(parentElement, data, setTriggerValue) {
  const element = document.createElement("div");
  element.className = "app-editor-place";
  parentElement.replaceChildren(element);
  // The address names the set too; a new entry in the history for that would only be in the way.
  history.replaceState(history.state, "", new URL(data.addresses.here, document.baseURI));
  const place = { set: data.set, editor: mountEditor(element, data, setTriggerValue) };
  places.set(parentElement, place);
  return place;
}

async function end(place) {
  (await place.editor)?.unmount();
}

export default function ({ parentElement, data, setTriggerValue }) {
  const place = places.get(parentElement);
  if (place?.set === data.set) {
    place.editor = place.editor.then((editor) => {
      editor?.update(options(data, setTriggerValue));
      return editor;
    });
  } else {
    if (place) end(place);
    begin(parentElement, data, setTriggerValue);
  }
  return () => {
    const last = places.get(parentElement);
    places.delete(parentElement);
    if (last) end(last);
  };
}
