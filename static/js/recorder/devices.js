/** The panel behind the wheel: which camera, which microphone, whether to save data. */
import { devices } from "./camera.js";
import { pace } from "./pace.js";

export class Devices {
  /** @param {import("./stage.js").Stage} stage @param {() => void} changed */
  constructor(stage, changed) {
    this.stage = stage;
    this.saver = stage.part("saver");
    /** @type {import("./camera.js").Chosen} */
    this.chosen = {};
    const choose = () => {
      this.chosen = { camera: stage.part("cameras").value, microphone: stage.part("microphones").value };
      changed();
    };
    stage.part("cameras").addEventListener("change", choose);
    stage.part("microphones").addEventListener("change", choose);
    this.saver.addEventListener("change", () => (pace.saveData(this.saver.checked), choose()));
  }

  /** Offer what there is; names are told only once a camera is open. @param {MediaStream} stream */
  async offer(stream) {
    this.saver.checked = pace.savesData;
    const inUse = (/** @type {MediaStreamTrack|undefined} */ track) => track?.getSettings().deviceId ?? "";
    const [video, audio] = [stream.getVideoTracks()[0], stream.getAudioTracks()[0]];
    this.stage.choices("cameras", await devices("videoinput"), "camera_front", inUse(video));
    this.stage.choices("microphones", await devices("audioinput"), "microphone", inUse(audio));
  }

  /** @param {HTMLElement} button */
  toggle(button) {
    const panel = this.stage.part("devices");
    panel.hidden = !panel.hidden;
    button.setAttribute("aria-expanded", String(!panel.hidden));
  }
}
