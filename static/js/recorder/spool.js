/**
 * The take on this device: an append-only list of chunks in IndexedDB, so that a reload or a crash loses at most the
 * second that was being written. A take is deleted only when the server has all of it, or its speaker dropped it.
 *
 * Where there is no IndexedDB (private windows) or no room, every call quietly does nothing and `works` is false.
 */

const KEPT_MS = 4 * 24 * 3_600_000; // drafts live for three days

/**
 * @typedef {object} SpooledTake
 * @property {string} id
 * @property {string} link address that starts its draft
 * @property {string} draft id of its draft on this device
 * @property {{testimonial: string, secret: string, expires: string}} key of its draft, empty until it is begun
 * @property {string} question
 * @property {string} type media type
 * @property {string} url of its upload, empty until there is one
 * @property {number} at when it was begun
 */
/** @typedef {{take: string, index: number, bytes: ArrayBuffer, ms: number}} SpooledChunk */

/** @param {IDBRequest|IDBTransaction} work @returns {Promise<any>} */
function settled(work) {
  return new Promise((done, failed) => {
    if (work instanceof IDBTransaction) work.oncomplete = () => done(undefined);
    else work.onsuccess = () => done(work.result);
    work.onerror = () => failed(work.error);
    if (work instanceof IDBTransaction) work.onabort = () => failed(work.error);
  });
}

/** @returns {Promise<IDBDatabase|null>} */
async function open() {
  try {
    const opening = indexedDB.open("sayso", 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("takes", { keyPath: "id" });
      opening.result.createObjectStore("chunks", { keyPath: ["take", "index"] });
    };
    return await settled(opening);
  } catch {
    return null;
  }
}

export class Spool {
  constructor() {
    this.opening = open();
    this.works = true;
    /** Writes follow each other, so a take is whole up to wherever it ends. @type {Promise<unknown>} */
    this.last = this.opening.then((database) => (this.works = database !== null));
  }

  /** @param {(database: IDBDatabase) => Promise<unknown>} write */
  #then(write) {
    this.last = this.last.then(async () => {
      const database = await this.opening;
      if (!this.works || !database) return;
      await write(database).catch(() => (this.works = false)); // no room: the upload alone has to do
    });
    return this.last;
  }

  /** Note whose a take is; once more when more is known. @param {SpooledTake} take */
  begin(take) {
    return this.#then((database) => settled(database.transaction("takes", "readwrite").objectStore("takes").put(take)));
  }

  /** @param {string} take @param {number} index @param {Blob} blob @param {number} ms */
  append(take, index, blob, ms) {
    return this.#then(async (database) => {
      const bytes = await blob.arrayBuffer(); // WebKit has lost blobs it was asked to store
      const work = database.transaction("chunks", "readwrite");
      work.objectStore("chunks").put({ take, index, bytes, ms });
      return settled(work);
    });
  }

  /** @param {string} take */
  drop(take) {
    return this.#then((database) => {
      const work = database.transaction(["takes", "chunks"], "readwrite");
      work.objectStore("takes").delete(take);
      work.objectStore("chunks").delete(IDBKeyRange.bound([take, 0], [take, Infinity]));
      return settled(work);
    });
  }

  /** @param {string} link @returns {Promise<SpooledTake[]>} what earlier page loads left here, newest last */
  async of(link) {
    const database = await this.opening;
    if (!database) return [];
    const all = await settled(database.transaction("takes").objectStore("takes").getAll());
    const old = all.filter((/** @type {SpooledTake} */ take) => take.at < Date.now() - KEPT_MS);
    for (const take of old) this.drop(take.id);
    const kept = all.filter((/** @type {SpooledTake} */ take) => take.link === link && !old.includes(take));
    return kept.sort((/** @type {SpooledTake} */ one, /** @type {SpooledTake} */ other) => one.at - other.at);
  }

  /** @param {string} take @returns {Promise<SpooledChunk[]>} in order, without a gap */
  async chunks(take) {
    const database = await this.opening;
    if (!database) return [];
    const range = IDBKeyRange.bound([take, 0], [take, Infinity]);
    const all = await settled(database.transaction("chunks").objectStore("chunks").getAll(range));
    return all.filter((/** @type {SpooledChunk} */ chunk, /** @type {number} */ place) => chunk.index === place);
  }
}
