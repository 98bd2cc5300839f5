/** What stands above the text: the title, unless the text begins with it, and where the article comes from. */

import { el } from "../dom.js";

/** @import {Model} from "../model.js" */

/**
 * @param {Model} model
 * @returns {HTMLElement[]}
 */
export function articleHead({ article, text }) {
  const repeats = text.split("\n", 1)[0]?.trim() === article.title.trim();
  const facts = [article.publisher, article.author, article.published_at?.slice(0, 10)].filter(
    (fact) => fact != null && fact !== "",
  );
  const source = sourceLink(article.url);
  return [
    ...(repeats ? [] : [el("h1", { class: "an-title", dir: "auto" }, article.title)]),
    ...(facts.length || source
      ? [el("p", { class: "an-facts" }, facts.join(" · "), ...(source ? [facts.length ? " · " : "", source] : []))]
      : []),
  ];
}

/**
 * A link to the source; only to the web, whatever the record says.
 *
 * @param {string | null | undefined} url
 */
function sourceLink(url) {
  const parsed = url && URL.canParse(url) ? new URL(url) : null;
  if (!parsed || !["http:", "https:"].includes(parsed.protocol)) return null;
  return el("a", { href: parsed.href, target: "_blank", rel: "noopener noreferrer" }, parsed.hostname);
}
