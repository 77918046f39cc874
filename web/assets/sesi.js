// Two minutes before an idle session ends: what is typed is kept, and a notice offers to stay (WCAG 2.2.1).
// <div data-session-left="1800" data-i18n-gone="..." data-i18n-saved="..." hidden>
//   <p data-session-text> <button data-session-keep>
import { saveNow } from "./simpan-otomatis.js";
import { message } from "./teks.js";

const WARN_S = 120;

export function startSession() {
  const box = document.querySelector("[data-session-left]");
  if (!box) return;
  const whole = Number(box.dataset.sessionLeft);
  if (!(whole > 0)) return;
  const text = box.querySelector("[data-session-text]");
  const keep = box.querySelector("[data-session-keep]");
  const soon = text.textContent;
  let timer;

  const gone = () => {
    box.hidden = false;
    text.textContent = message(box, "gone");
    keep.hidden = true;
  };
  const warn = async () => {
    timer = window.setTimeout(gone, Math.min(WARN_S, whole) * 1000);
    box.hidden = false;
    if (await saveNow()) text.textContent = `${soon} ${message(box, "saved")}`;
  };
  const wait = () => {
    window.clearTimeout(timer);
    box.hidden = true;
    text.textContent = soon;
    timer = window.setTimeout(warn, Math.max(0, whole - WARN_S) * 1000);
  };
  keep.addEventListener("click", async () => {
    try {
      const answer = await fetch(window.location.href, { method: "HEAD", redirect: "manual", credentials: "same-origin" });
      if (answer.ok) wait();
      else gone();
    } catch {
      // No connection: the notice stays, and the person may press again.
      keep.focus();
    }
  });
  // What is typed and kept on the way is a sign of life to the server too.
  document.addEventListener("paraf:alive", wait);
  wait();
}
