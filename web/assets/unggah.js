// Before a form with files goes out: too large a file is said at once instead of after minutes, and
// while it goes out the person is told so. The post itself is the browser's ordinary one.
//
// <div data-upload data-max-bytes=.. data-i18n-large=.. data-i18n-sending=..> <p data-upload-live role=status>
import { canReadPhotos } from "./mutu-foto.js";
import { message, say, size } from "./teks.js";

function tooLarge(box) {
  const max = Number(box.dataset.maxBytes);
  for (const input of box.querySelectorAll("input[type=file]")) {
    for (const file of input.files) if (max > 0 && file.size > max) return { input, file };
  }
  return null;
}

function warn(box) {
  const live = box.querySelector("[data-upload-live]");
  const found = tooLarge(box);
  if (found) say(live, message(box, "large", [size(found.file.size)]));
  else live.textContent = "";
  return found;
}

export function startUploads() {
  const forms = new Set();
  for (const box of document.querySelectorAll("[data-upload]")) {
    box.addEventListener("change", () => {
      const plain = box.querySelector("[data-upload-name]");
      const chosen = [...box.querySelectorAll("input[type=file]")].flatMap((i) => [...i.files]).at(-1);
      plain.textContent = "";
      // A photo is named, and shrunk first, by mutu-foto.js.
      if (box.hasAttribute("data-photo") && canReadPhotos()) return;
      if (!warn(box) && chosen) plain.textContent = message(box, "chosen", [chosen.name, size(chosen.size)]);
    });
    if (box.closest("form")) forms.add(box.closest("form"));
  }
  for (const form of forms) {
    form.addEventListener("submit", (event) => {
      const boxes = [...form.querySelectorAll("[data-upload]")];
      for (const box of boxes) {
        const found = warn(box);
        if (found) {
          event.preventDefault();
          found.input.focus();
          return;
        }
      }
      const sending = boxes.find((box) => [...box.querySelectorAll("input[type=file]")].some((i) => i.files.length));
      if (sending) say(sending.querySelector("[data-upload-live]"), message(sending, "sending"));
    });
  }
}
