/**
 * After a reload or a crash: find the takes that an earlier page load left, ask the server how far it is, send the
 * rest from this device. Another tab that still looks after a take keeps it (a Web Lock says so).
 *
 * The spool is believed before the draft's notes: a browser that is killed may have kept the last minute's notes to
 * itself (Chromium writes localStorage down once a minute), but not what it said was in IndexedDB.
 */
import { Source } from "./source.js";
import { lockName } from "./uploads.js";

/**
 * @param {import("./draft.js").Draft} draft @param {import("./spool.js").Spool} spool
 * @param {import("./uploads.js").Uploads} uploads
 * @returns {Promise<import("./uploads.js").Held[]>} what was found, already on its way
 */
export async function recover(draft, spool, uploads) {
  if (draft.kept.sent) return [];
  const spooled = await spool.of(uploads.config.begin);
  remember(draft, spooled);
  const mine = spooled.filter((take) => take.draft === draft.id);
  const found = [];
  for (const [key, note] of Object.entries(latest(draft.takes, mine))) {
    if (note.isSafe || (await isHeldElsewhere(note.id))) continue;
    const isForgotten = draft.takes[key]?.id !== note.id;
    if (isForgotten && draft.answers[key]) draft.retract(key).catch(() => {}); // it was for an earlier take
    found.push(await again(uploads, spool, key, note));
  }
  return found.filter((held) => held !== null);
}

/**
 * A draft that the browser has no note of: its takes know whose they are.
 * @param {import("./draft.js").Draft} draft @param {import("./spool.js").SpooledTake[]} spooled newest last
 */
function remember(draft, spooled) {
  const newest = spooled.at(-1);
  if (!newest || draft.isBegun || draft.answered > 0) return;
  const isOver = newest.key.expires && Date.parse(newest.key.expires) < Date.now();
  if (!isOver) draft.keep({ id: newest.draft, ...newest.key });
}

/**
 * @param {Record<string, import("./shapes.js").TakeNote>} notes @param {import("./spool.js").SpooledTake[]} spooled
 * @returns {Record<string, import("./shapes.js").TakeNote>} by question: a take is dropped before the next one of its
 *   question is begun, so whatever is in the spool is the latest
 */
function latest(notes, spooled) {
  const found = { ...notes };
  for (const { id, question, url, type } of spooled) {
    const noted = notes[question];
    found[question] = noted?.id === id ? { ...noted, url: noted.url || url } : { id, url, type, ms: 0 };
  }
  return found;
}

/**
 * @param {import("./uploads.js").Uploads} uploads @param {import("./spool.js").Spool} spool
 * @param {string} key @param {import("./shapes.js").TakeNote} note
 */
async function again(uploads, spool, key, note) {
  const chunks = await spool.chunks(note.id);
  if (chunks.length === 0 && !note.url) return null;
  const source = new Source(note.type);
  const marks = chunks.map((chunk) => {
    source.push(new Blob([chunk.bytes]));
    return { bytes: source.size, ms: chunk.ms };
  });
  const ms = Math.max(note.ms, marks.at(-1)?.ms ?? 0);
  const held = uploads.hold(key, { id: note.id, type: note.type, source, url: note.url || undefined, isRecovered: true, ms });
  held.marks = marks;
  held.arrivedMs = note.safeMs ?? 0;
  held.sender.end();
  return held;
}

/** @param {string} id @returns {Promise<boolean>} */
async function isHeldElsewhere(id) {
  if (!navigator.locks) return false;
  return navigator.locks.request(lockName(id), { ifAvailable: true }, (lock) => lock === null).catch(() => false);
}
