/**
 * The shapes that modules hand to each other. Types only: there is nothing to run here.
 *
 * @typedef {{key: string, text: string, tip: string}} Question
 *
 * @typedef {object} Config what the page's view puts into `<script id="collect">`
 * @property {string} begin address that starts a draft
 * @property {string} testimonials address under which drafts live
 * @property {string} uploads the tus endpoint
 * @property {string} language BCP 47
 * @property {Question[]} questions
 * @property {number} max_seconds longest answer
 * @property {number} max_bytes largest answer
 * @property {boolean} asks_rating
 * @property {string} incentive
 * @property {string} wording_hash
 * @property {string} brand
 * @property {Record<string, string>} words
 *
 * @typedef {object} DraftAnswer what a person decided for one question
 * @property {"video"|"text"} kind
 * @property {string} [text]
 * @property {string} [upload] token
 * @property {number} [ms] length of the take
 * @property {boolean} told whether the server knows
 *
 * @typedef {object} TakeNote where a take is, kept so that another page load can find it
 * @property {string} id of the take in the spool
 * @property {string} url of its upload, empty until there is one
 * @property {string} type media type
 * @property {number} ms recorded so far
 * @property {number} [safeMs] confirmed by the server
 * @property {boolean} [isSafe] the server has all of it
 *
 * @typedef {object} Mark
 * @property {number} bytes size of the take
 * @property {number} ms when it had that size
 *
 * @typedef {object} Step one screen of the journey
 * @property {HTMLElement} section
 * @property {boolean} [asksQuestion] whether its address carries the number of a question
 * @property {(number: number) => void} enter
 * @property {() => void} [leave]
 * @property {Record<string, (button: HTMLElement) => void>} actions by `data-do`
 *
 * @typedef {object} App what every step is given
 * @property {Config} config
 * @property {import("./words.js").Words} words
 * @property {import("./draft.js").Draft} draft
 * @property {import("./uploads.js").Uploads} uploads
 * @property {import("./steps.js").Journey} journey
 * @property {(key: string, sentence: string) => void} reject the server cannot use this answer: back to it, and why
 * @property {(code: string, number: number) => void} refuse show why the camera is not possible, and offer a file
 * @property {string} refused the reason that was refused with last, until it has been shown
 * @property {(body: any) => void} sent the story is on the server
 * @property {"record"|"upload"|"write"} way how this person answers
 * @property {(number: number) => void} onward to the next question or, after the last, to "about you"
 */
export {};
