/** The page's sentences, and numbers and times in its own digits. No sentence is written in a script. */

export class Words {
  /** @param {Record<string, string>} sentences @param {string} language */
  constructor(sentences, language) {
    this.sentences = sentences;
    this.plain = new Intl.NumberFormat(language, { useGrouping: false, maximumFractionDigits: 1 });
    this.padded = new Intl.NumberFormat(language, { useGrouping: false, minimumIntegerDigits: 2 });
  }

  /** @param {string} name @param {Record<string, string>} [values] */
  say(name, values = {}) {
    const sentence = this.sentences[name];
    if (sentence === undefined) throw new Error(`no sentence called ${name}`);
    return sentence.replace(/\{(\w+)\}/g, (whole, value) => values[value] ?? whole);
  }

  /** @param {number} number */
  count(number) {
    return this.plain.format(number);
  }

  /** @param {number} ms @returns {string} 0:48 */
  time(ms) {
    const seconds = Math.floor(ms / 1000 + 0.001);
    return `${this.plain.format(Math.floor(seconds / 60))}:${this.padded.format(seconds % 60)}`;
  }

  /** @param {number} bytes @returns {string} megabytes as a person reads them */
  megabytes(bytes) {
    const size = bytes / 1e6;
    return this.plain.format(size < 10 ? Math.max(0.1, Math.round(size * 10) / 10) : Math.round(size));
  }
}
