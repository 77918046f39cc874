// /sertifikat/{serial}/cabut: the holder signs the order to revoke with the certificate's own key, on this
// device. What is signed is what the page shows and sends without script too; only the signature is added.
// Markup and sentences: web/templates/certificate_order.html.
import { WrongPassphrase, openP12, signStatement } from "./p12.js";
import { load } from "./simpan-kunci.js";
import { message } from "./teks.js";

const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

function start(root) {
  const form = root.closest("form");
  const button = root.querySelector("[data-part=sign]");
  const fields = Object.fromEntries(["file", "passphrase"].map((name) => {
    const group = root.querySelector(`[data-field=${name}]`);
    return [name, { group, input: group.querySelector("input"), line: group.querySelector("[data-field-error]") }];
  }));
  let kept; // the .p12 that this browser still has from the day the certificate was taken

  const say = (name, text) => {
    const { group, input, line } = fields[name];
    group.classList.toggle("govuk-form-group--error", Boolean(text));
    input.classList.toggle("govuk-input--error", Boolean(text));
    line.querySelector("[data-field-text]").textContent = text;
    line.hidden = !text;
    input.toggleAttribute("aria-invalid", Boolean(text));
    if (text) input.focus();
    return !text;
  };

  const sign = async () => {
    const p12 = kept ?? await fields.file.input.files[0].arrayBuffer();
    const key = await openP12(p12, fields.passphrase.input.value);
    const signature = await signStatement(key, bytesOf(form.elements.statement.value));
    form.elements.key_signature.value = btoa(String.fromCharCode(...signature));
    form.submit();
  };

  button.addEventListener("click", async () => {
    const complete = [
      say("passphrase", fields.passphrase.input.value ? "" : message(root, "empty")),
      say("file", kept || fields.file.input.files.length ? "" : message(root, "file"))];
    if (complete.includes(false)) return;
    button.disabled = true;
    try {
      await sign();
    } catch (e) {
      button.disabled = false;
      if (e instanceof WrongPassphrase) say("passphrase", message(root, "wrong"));
      else say(kept ? "passphrase" : "file", message(root, "unreadable"));
    }
  });

  // Enter would send the form, which is the way without script.
  fields.passphrase.input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    button.click();
  });

  const open = (record) => {
    kept = record?.p12;
    fields.file.group.hidden = Boolean(kept);
    root.querySelector("[data-part=kept]").hidden = !kept;
    root.hidden = false;
  };
  // A browser that keeps nothing can still open a file.
  load(root.dataset.slot).then(open, () => open());
}

if (window.isSecureContext && window.crypto?.subtle)
  document.querySelectorAll("[data-module=paraf-sign-key]").forEach(start);
