// <form data-autosave="/address" data-i18n-saved="Tersimpan pukul {0}." data-i18n-failed="...">: two
// seconds after the last change the text fields are posted there; 2xx means saved. The form's own
// button does the same without scripts. Files and passwords are never sent this way.
import { message, say } from "./teks.js";

const QUIET_MS = 2000;

function fieldsOf(form) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  for (const secret of form.querySelectorAll("input[type=password]")) body.delete(secret.name);
  return body;
}

function watch(form) {
  const live = document.createElement("p");
  live.className = "es-autosave";
  live.setAttribute("role", "status");
  form.append(live);
  let timer, running;

  const save = async () => {
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST", body: fieldsOf(form), signal: running.signal, credentials: "same-origin", redirect: "error",
      });
      const at = new Date().toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });
      say(live, answer.ok ? message(form, "saved", [at]) : message(form, "failed"));
    } catch (e) {
      if (e.name !== "AbortError") say(live, message(form, "failed"));
    }
  };
  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, QUIET_MS);
  });
  form.addEventListener("submit", () => {
    window.clearTimeout(timer);
    running?.abort();
  });
}

export function startAutosave() {
  document.querySelectorAll("form[data-autosave]").forEach(watch);
}
