/** What Streamlit hands to a component's function. */
export interface Component<Data> {
  parentElement: HTMLElement;
  data: Data;
  setTriggerValue(name: string, value: unknown): void;
}

/** A text, or a tag with its attributes and children: see annotate/app/markup.py. */
export type MarkupNode = string | [tag: string, attributes: Record<string, string>, ...children: MarkupNode[]];

export interface EditorData {
  set: string;
  token: string;
  api: string;
  module: string;
  /** All modules and styles of the editor, relative to `module`. */
  files: string[];
  annotator: string;
  readOnly: boolean;
  progress: { done: number; total: number };
  /** Addresses in the app, by the editor's directions; `here` names what is shown. */
  addresses: Record<"here" | "next" | "previous" | "list", string>;
}

declare global {
  /** Of fetch_ahead.js, which stands before the scripts that call it. */
  function fetchAhead(data: { module: string; files: string[] }): void;
}
