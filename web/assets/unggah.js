// Before a form with files goes out: too large a file is said at once instead of after minutes. While it
// goes out: percent, "Batalkan"; a dropped connection keeps the files and offers "Coba lagi". Without
// scripts the post is the browser's ordinary one, and so it is for a form without data-progress.
//
// <form data-progress> <div data-upload data-max-bytes=.. data-i18n-large=.. data-i18n-sending=..
//   data-i18n-percent=.. data-i18n-cancel=.. ..> <p data-upload-live role=status>
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

function button(text, secondary) {
  const b = document.createElement("button");
  b.type = "button";
  b.className = secondary ? "govuk-button govuk-button--secondary" : "govuk-button";
  b.textContent = text;
  return b;
}

// The answer of a post that did not lead elsewhere (errors, mostly): its <main> in place of ours.
function showAnswer(answer, address) {
  const main = answer?.querySelector("main");
  if (!main) return false;
  const ours = document.importNode(main, true);
  document.title = answer.title;
  document.querySelector("main").replaceWith(ours);
  window.history.replaceState(null, "", address);
  document.dispatchEvent(new CustomEvent("paraf:page", { detail: ours }));
  return true;
}

// One attempt. Gone after it: the page itself, or the bar and its buttons.
function send(form, submitter, box) {
  const body = new FormData(form);
  if (submitter?.name) body.append(submitter.name, submitter.value);
  const live = box.querySelector("[data-upload-live]");
  const panel = document.createElement("div");
  panel.className = "es-sending";
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", message(box, "bar"));
  const words = document.createElement("p");
  const cancel = button(message(box, "cancel"), true);
  panel.append(bar, words, cancel);
  box.append(panel);

  const request = new XMLHttpRequest();
  const end = (text, again) => {
    panel.remove();
    delete form.dataset.sending;
    say(live, text);
    if (!again) return;
    const retry = button(message(box, "again"), false);
    retry.addEventListener("click", () => { retry.remove(); start(form, submitter, box); });
    live.after(retry);
    retry.focus();
  };
  request.upload.addEventListener("progress", (e) => {
    if (!e.lengthComputable) return;
    const percent = Math.floor((100 * e.loaded) / e.total);
    bar.value = percent;
    words.textContent = percent < 100 ? message(box, "percent", [percent]) : message(box, "checking");
  });
  request.addEventListener("load", () => {
    const there = request.responseURL;
    // Followed to another page: the browser goes there itself, with menu, scripts and history.
    if (request.status < 400 && there) { window.location.assign(there); return; }
    if (showAnswer(request.response, form.action)) return;
    end(message(box, "broken"), true);
  });
  request.addEventListener("error", () => end(message(box, "broken"), true));
  request.addEventListener("abort", () => { end(message(box, "cancelled"), false); submitter?.focus(); });
  cancel.addEventListener("click", () => request.abort());
  request.open("POST", form.action);
  request.responseType = "document";
  request.setRequestHeader("X-Paraf-Unggah", "1");
  say(live, message(box, "sending"));
  words.textContent = message(box, "percent", [0]);
  request.send(body);
  cancel.focus();
}

function start(form, submitter, box) {
  if (form.dataset.sending) return;
  form.dataset.sending = "1";
  send(form, submitter, box);
}

export function startUploads(root = document) {
  const forms = new Set();
  for (const box of root.querySelectorAll("[data-upload]")) {
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
      if (!sending) return;
      if (!form.hasAttribute("data-progress")) {
        say(sending.querySelector("[data-upload-live]"), message(sending, "sending"));
        return;
      }
      event.preventDefault();
      start(form, event.submitter, sending);
    });
  }
}
