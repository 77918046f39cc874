// Loaded on pages with file fields (shell.use_files). Each part is an addition to a working input.
import { startCamera } from "./kamera.js";
import { startPhotos } from "./mutu-foto.js";
import { startUploads } from "./unggah.js";

startPhotos();
startCamera();
startUploads();
