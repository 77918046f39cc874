// Webcam beside a file input: live picture, "Ambil", and the frame becomes the input's file. The panel
// is written by the server and hidden; without camera or permission the input stays as it is.
//
// <div data-camera> <button data-camera-open hidden> <div data-camera-panel hidden> <video>
//   <button data-camera-take> <button data-camera-close> </div> <p data-camera-live> <input type=file>
import { putFile } from "./mutu-foto.js";
import { message, say } from "./teks.js";

const REASONS = { NotAllowedError: "denied", NotReadableError: "busy", NotFoundError: "none", OverconstrainedError: "none" };

function setUp(box) {
  const open = box.querySelector("[data-camera-open]");
  const panel = box.querySelector("[data-camera-panel]");
  const live = box.querySelector("[data-camera-live]");
  const video = panel.querySelector("video");
  const take = panel.querySelector("[data-camera-take]");
  const input = box.querySelector("input[type=file]");
  let stream;

  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = undefined;
    video.srcObject = null;
    panel.hidden = true;
    open.hidden = false;
  };

  open.addEventListener("click", async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: false,
        video: { width: { ideal: 1280 }, height: { ideal: 960 }, facingMode: box.dataset.camera || "user" } });
    } catch (e) {
      say(live, message(box, REASONS[e.name] ?? "denied"));
      return;
    }
    video.srcObject = stream;
    panel.hidden = false;
    open.hidden = true;
    try {
      await video.play();
    } catch {
      // Some browsers only start on the next frame; the picture then appears by itself.
    }
    take.focus();
    say(live, message(box, "on"));
  });
  panel.querySelector("[data-camera-close]").addEventListener("click", () => { stop(); open.focus(); });

  take.addEventListener("click", () => {
    if (!video.videoWidth) return;
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d").drawImage(video, 0, 0);
    canvas.toBlob((blob) => {
      putFile(input, new File([blob], "kamera.jpg", { type: "image/jpeg" }));
      stop();
      say(live, message(box, "taken"));
      input.dispatchEvent(new Event("change", { bubbles: true }));
      open.focus();
    }, "image/jpeg", 0.92);
  });
  window.addEventListener("pagehide", stop);
  open.hidden = false;
}

export function startCamera(root = document) {
  if (!navigator.mediaDevices?.getUserMedia || typeof DataTransfer !== "function") return;
  // On a phone the file input itself opens the camera, without asking for a permission.
  if (window.matchMedia("(pointer: coarse)").matches) return;
  root.querySelectorAll("[data-camera]").forEach(setUp);
}
