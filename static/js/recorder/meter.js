/** How loud it is, a few times a second. It follows the sound as it is, without easing. */

const SMALLEST_HEARD = 0.02;

export class Meter {
  /** @param {MediaStream} stream @param {(level: number, isHeard: boolean) => void} show level 0 to 1 */
  constructor(stream, show) {
    this.context = new AudioContext();
    this.analyser = new AnalyserNode(this.context, { fftSize: 1024 });
    this.context.createMediaStreamSource(stream).connect(this.analyser);
    this.context.resume().catch(() => {}); // without sound there is a flat line, no failure
    const samples = new Float32Array(this.analyser.fftSize);
    let quiet = 0;
    this.timer = setInterval(() => {
      this.analyser.getFloatTimeDomainData(samples);
      const loudness = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
      quiet = loudness > SMALLEST_HEARD ? 0 : quiet + 1;
      show(Math.min(1, Math.sqrt(loudness) * 1.5), quiet < 25);
    }, 80);
  }

  close() {
    clearInterval(this.timer);
    this.context.close().catch(() => {}); // it was closed already
  }
}
