"""Scripts that run before the page's own: a witness, and what goes wrong in browsers now and then.

A fault is made for real wherever Chromium lets us; these are for the rest.
"""

# Keeps what the page plays and counts what its last recorder gave. The countdown is shortened: no test is about it.
WITNESS = """(() => {
  window.__shown = [];
  Object.assign(window, { __given: 0, __arrivals: [], __began: 0 });
  window.__tracks = [];
  const show = URL.createObjectURL;
  URL.createObjectURL = (blob) => (blob instanceof Blob && window.__shown.push(blob), show(blob));
  const tick = window.setInterval;
  window.setInterval = (work, ms, ...rest) => tick(work, ms === 1000 ? 40 : ms, ...rest);
  const media = navigator.mediaDevices;
  const ask = media?.getUserMedia.bind(media);
  if (media) media.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    window.__tracks.push(...stream.getTracks());
    return stream;
  };
  const Native = window.MediaRecorder;
  if (Native) window.MediaRecorder = class extends Native {
    constructor(...args) {
      super(...args);
      Object.assign(window, { __last: this, __given: 0, __arrivals: [] }); // the one before was a trial
      super.addEventListener('start', () => (window.__began = performance.now()));
      super.addEventListener('dataavailable', (event) => {
        if (window.__last !== this || event.data.size === 0) return;
        window.__given += event.data.size;
        window.__arrivals.push(performance.now());
      });
    }
  };
})();"""

# The promise that some in-app browsers never settle.
NEVER_SETTLES = "navigator.mediaDevices.getUserMedia = () => new Promise(() => {});"

# A recorder that stays silent from the moment `__isDumb` is set.
DUMB = """(() => {
  const Native = window.MediaRecorder;
  window.MediaRecorder = class extends Native {
    addEventListener(type, listener, options) {
      const heard = type === 'dataavailable' ? (event) => window.__isDumb || listener(event) : listener;
      super.addEventListener(type, heard, options);
    }
  };
})();"""

# Stops in the very task in which the page says that it records.
IMMEDIATE_STOP = """new MutationObserver((changes) => {
  for (const { target } of changes) {
    if (target.dataset.look === 'recording') document.querySelector('[data-part=main]').click();
  }
}).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-look'] });"""

ONLY_MP4 = """MediaRecorder.isTypeSupported = ((native) => (type) =>
  !type.startsWith('video/webm') && native(type))(MediaRecorder.isTypeSupported.bind(MediaRecorder));"""

NO_INDEXED_DB = """Object.defineProperty(window, 'indexedDB', {
  get() { throw new DOMException('The operation is insecure.', 'SecurityError'); } });"""

# Camera and microphone asked for one by one, so that the browser can take away either.
SEPARATELY = """(() => {
  const media = navigator.mediaDevices;
  const ask = media.getUserMedia.bind(media);
  media.getUserMedia = async ({ video, audio }) => {
    const streams = [await ask({ video }), await ask({ audio })];
    return new MediaStream(streams.flatMap((stream) => stream.getTracks()));
  };
})();"""

TURN = """() => Promise.all(window.__tracks.filter((track) => track.kind === 'video' && track.readyState === 'live')
  .map((track) => track.applyConstraints({ width: { exact: 360 }, height: { exact: 640 } })))"""
