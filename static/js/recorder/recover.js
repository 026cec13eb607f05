/**
 * After a reload or a crash: find the takes that an earlier page load left, ask the server how far it is, send the
 * rest from this device. Another tab that still looks after a take keeps it (a Web Lock says so).
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
  const found = [];
  const spooled = await spool.of(draft.id);
  for (const [key, note] of Object.entries(draft.takes)) {
    if (note.isSafe || (await isHeldElsewhere(note.id))) continue;
    found.push(await again(uploads, spool, key, note));
  }
  for (const take of spooled.filter((one) => draft.takes[one.question]?.id !== one.id)) {
    if (await isHeldElsewhere(take.id)) continue;
    if (draft.takes[take.question] || draft.answers[take.question]) spool.drop(take.id); // a newer take took its place
    else found.push(await again(uploads, spool, take.question, { id: take.id, url: "", type: take.type, ms: 0 }));
  }
  return found.filter((held) => held !== null);
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
  return navigator.locks.request(lockName(id), { ifAvailable: true }, (lock) => lock === null);
}
