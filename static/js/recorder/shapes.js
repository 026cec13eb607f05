/**
 * The shapes that modules hand to each other. Types only: there is nothing to run here.
 *
 * @typedef {{key: string, revision: number, kind: "open"|"poll", text: string, tip: string, options: string[]}} Question
 *
 * @typedef {object} Config what the page's view puts into `<script id="collect">`
 * @property {string} begin address that starts a draft
 * @property {string} testimonials address under which drafts live
 * @property {string} uploads the tus endpoint
 * @property {string} language BCP 47
 * @property {Question[]} questions
 * @property {number} max_seconds longest answer
 * @property {number} max_bytes largest answer
 * @property {number} max_picture_bytes
 * @property {{key: string, is_required: boolean}[]} fields of the link, beside name and company
 * @property {string} share_url what a speaker may pass on, or ""
 * @property {string} incentive
 * @property {string} wording_hash
 * @property {string} brand
 * @property {Record<string, string>} words
 *
 * @typedef {object} DraftAnswer what a person decided for one question
 * @property {"video"|"audio"|"text"|"photo"|"choice"} kind
 * @property {string} [text]
 * @property {string} [upload] token
 * @property {string} [picture] token
 * @property {number} [choice] which option of a poll
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
 * @typedef {"record"|"voice"|"upload"|"write"|"photo"} Way
 *
 * @typedef {object} App what every step is given
 * @property {Config} config
 * @property {import("./words.js").Words} words
 * @property {import("./draft.js").Draft} draft
 * @property {import("./uploads.js").Uploads} uploads
 * @property {import("./steps.js").Journey} journey
 * @property {(key: string, sentence: string) => void} reject the server cannot use this answer: back to it, and why
 * @property {(code: string, number: number, way?: "record"|"voice") => void} refuse show why the camera is not possible, and offer a file
 * @property {string} refused the reason that was refused with last, until it has been shown
 * @property {string} refusedWay what they had tried
 * @property {(body: any, seen: any) => void} sent the story is on the server
 * @property {Way} way how this person answers
 * @property {(number: number, how?: {replaces?: boolean}) => void} ask go to a question, by the way this person answers
 * @property {(step: {number: number}) => Record<string, () => void>} otherWays the actions of `collect/ways.html`
 * @property {import("./handoff.js").HandOff} handOff
 * @property {(number: number) => void} onward to the next question or, after the last, to "about you"
 */
export {};
