// <form data-autosave="/address"> <p data-autosave-live data-i18n-saved=.. data-i18n-failed=..>: two seconds
// after the last change the text fields are posted there; 2xx means kept. The form's own button
// does the same without scripts. Files and passwords are never sent this way.
import { message, say } from "./teks.js";

const QUIET_MS = 2000;
const flushes = new Set();

function fieldsOf(form) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  for (const secret of form.querySelectorAll("input[type=password]")) body.delete(secret.name);
  return body;
}

function watch(form) {
  const live = form.querySelector("[data-autosave-live]");
  form.append(live);
  let timer, running;

  // quiet: not a sign of life, the session ends when it would have ended.
  const save = async ({ leaving = false, quiet = false } = {}) => {
    window.clearTimeout(timer);
    timer = undefined;
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST", body: fieldsOf(form), signal: running.signal, credentials: "same-origin",
        redirect: "error", keepalive: leaving, headers: quiet ? { "X-Paraf-Diam": "1" } : {},
      });
      const at = new Date().toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });
      say(live, answer.ok ? message(live, "saved", [at]) : message(live, "failed"));
      if (answer.ok && !quiet) document.dispatchEvent(new Event("paraf:alive"));
      return answer.ok;
    } catch (e) {
      if (e.name !== "AbortError") say(live, message(live, "failed"));
      return false;
    }
  };
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => save(), QUIET_MS);
  });
  form.addEventListener("submit", () => {
    window.clearTimeout(timer);
    timer = undefined;
    running?.abort();
  });
  // Whoever closes the page or turns the phone off within the two seconds loses nothing.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && timer !== undefined) save({ leaving: true });
  });
  flushes.add(save);
  // A form that came back with errors has not been kept by its page: keep it as it stands.
  if (form.querySelector(".govuk-error-message")) timer = window.setTimeout(() => save(), QUIET_MS);
}

// Keep every form of the page before its session ends. true: all are kept; null: there is none to keep.
export async function saveNow() {
  if (flushes.size === 0) return null;
  return (await Promise.all([...flushes].map((save) => save({ quiet: true })))).every(Boolean);
}

export function startAutosave(root = document) {
  flushes.clear();
  root.querySelectorAll("form[data-autosave]").forEach(watch);
}
