// Loaded on pages with file fields (shell.use_files). Each part is an addition to a working input.
import { startCamera } from "./kamera.js";
import { startPhotos } from "./mutu-foto.js";
import { startUploads } from "./unggah.js";

function start(root) {
  startPhotos(root);
  startCamera(root);
  startUploads(root);
}
start(document);
// The answer to an upload took the place of the content (unggah.js).
document.addEventListener("paraf:page", (event) => start(event.detail));
