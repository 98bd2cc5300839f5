/** The browser's knowledge of where words, sentences and characters end in a language. */

/** @typedef {{words: Intl.Segmenter, sentences: Intl.Segmenter, characters: Intl.Segmenter}} Segmenters */

/**
 * @param {string | undefined} language
 * @returns {Segmenters}
 */
export function segmentersOf(language) {
  const locale = knownLocale(language);
  return {
    words: new Intl.Segmenter(locale, { granularity: "word" }),
    sentences: new Intl.Segmenter(locale, { granularity: "sentence" }),
    characters: new Intl.Segmenter(locale, { granularity: "grapheme" }),
  };
}

/**
 * The language where the browser knows it; else its own.
 *
 * @param {string | undefined} language
 */
function knownLocale(language) {
  try {
    return language && Intl.Segmenter.supportedLocalesOf(language).length ? language : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
