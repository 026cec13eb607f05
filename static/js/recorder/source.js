/**
 * The bytes of one take, growing at the end. Blobs are references, so keeping all of them costs the page almost
 * nothing, and an upload that must start over can.
 */
export class Source {
  /** @param {string} type */
  constructor(type) {
    this.type = type;
    this.size = 0;
    /** @type {{blob: Blob, start: number}[]} */
    this.parts = [];
  }

  /** @param {Blob} blob */
  push(blob) {
    this.parts.push({ blob, start: this.size });
    this.size += blob.size;
  }

  /** @param {number} start @param {number} end @returns {Blob} */
  slice(start, end) {
    const touched = this.parts.filter((part) => part.start < end && part.start + part.blob.size > start);
    return new Blob(touched.map((part) => part.blob.slice(Math.max(0, start - part.start), end - part.start)));
  }

  /** @returns {Blob} all of it, for playing */
  whole() {
    return new Blob(this.parts.map((part) => part.blob), { type: this.type.split(";")[0] });
  }
}
