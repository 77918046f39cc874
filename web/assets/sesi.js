// Two minutes before an idle session ends: a notice with a button that keeps it (WCAG 2.2.1).
// <div data-session-left="1800" data-i18n-gone="..." hidden> <p data-session-text> <button data-session-keep>
import { message } from "./teks.js";

const WARN_S = 120;

export function startSession() {
  const box = document.querySelector("[data-session-left]");
  if (!box) return;
  const whole = Number(box.dataset.sessionLeft);
  if (!(whole > 0)) return;
  const text = box.querySelector("[data-session-text]");
  const keep = box.querySelector("[data-session-keep]");
  let timer;

  const gone = () => {
    box.hidden = false;
    text.textContent = message(box, "gone");
    keep.hidden = true;
  };
  const wait = () => {
    window.clearTimeout(timer);
    box.hidden = true;
    timer = window.setTimeout(() => {
      box.hidden = false;
      timer = window.setTimeout(gone, Math.min(WARN_S, whole) * 1000);
    }, Math.max(0, whole - WARN_S) * 1000);
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
  wait();
}
