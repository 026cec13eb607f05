// Plays the film that is on this page, and says how far it came within half a minute.
(async () => {
  const video = document.querySelector("video");
  video.muted = true;
  await video.play();
  const began = performance.now();
  while (video.currentTime < 1 && performance.now() - began < 30_000) await new Promise((done) => setTimeout(done, 50));
  return { seconds: video.currentTime, duration: video.duration, width: video.videoWidth };
})()
