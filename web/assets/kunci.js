// /ambil/{number}: the holder's key is made on this device, the request goes to the office's CA, and the
// certificate comes back into a .p12 under a passphrase that never leaves the device. Markup and all
// sentences: web/templates/key_maker.html.
//
// /sertifikat/{serial}/perpanjang is the same page with another proof: instead of the activation code, a
// statement that names the new key, signed here with the key of the certificate that is followed.
//
// The server answers a request that it has seen before with the same certificate, so "try again" after
// a lost answer is safe.
import { WrongPassphrase, makeKey, makeP12, makeRequest, matches, openP12, signStatement, spkiOf } from "./p12.js";
import { hashCode, makeCode, readCode, signRequest } from "./aktivasi.js";
import { forget, keep, load } from "./simpan-kunci.js";
import { startLost } from "./kunci-hilang.js";
import { message, say } from "./teks.js";
import "./cabut.js";

const MIN_PASSPHRASE = 12;
// Other programs disagree on how to turn other letters into a PKCS#12 password.
const TYPEABLE = /^[ -~]+$/;

class Refused extends Error {}

const fromBase64url = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const contains = (bytes, part) => bytes.some((_, at) => part.every((b, i) => bytes[at + i] === b));
const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function start(root) {
  const { action, number, csrf, follows } = root.dataset;
  const slot = follows ? `${number}/${follows}` : number; // of the record on this device
  const part = (name) => root.querySelector(`[data-part=${name}]`);
  const form = part("form");
  const live = part("live");
  const retry = part("retry");
  const codeField = root.querySelector("[data-field=activation] input");
  const oldFile = root.querySelector("[data-field=old] input");
  const oldPassphrase = root.querySelector("[data-field=old-passphrase] input");
  let record;
  let kept; // the .p12 of the certificate that is followed, when this browser still has it

  const step = (name, state) => {
    const li = root.querySelector(`[data-step=${name}]`);
    li.dataset.state = state;
    li.querySelector("[data-state-text]").textContent = message(root, `state-${state}`);
    if (state !== "todo") say(live, `${li.querySelector("[data-step-label]").textContent}: ${message(root, `state-${state}`)}`);
  };

  const fieldError = (name, text) => {
    const group = root.querySelector(`[data-field=${name}]`);
    const line = group.querySelector("[data-field-error]");
    const input = group.querySelector("input");
    group.classList.toggle("govuk-form-group--error", Boolean(text));
    input.classList.toggle("govuk-input--error", Boolean(text));
    line.querySelector("[data-field-text]").textContent = text;
    line.hidden = !text;
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };

  const summary = (errors) => {
    const box = part("errors");
    box.querySelector("ul").replaceChildren(...errors.map(([id, text]) => {
      const li = document.createElement("li");
      const a = document.createElement("a");
      a.href = `#${id}`;
      a.textContent = text;
      a.addEventListener("click", (event) => {
        event.preventDefault();
        document.getElementById(id).focus();
      });
      li.append(a);
      return li;
    }));
    box.hidden = errors.length === 0;
    if (errors.length) box.focus();
  };

  const check = (field, input, wrong) => {
    fieldError(field, wrong);
    return wrong ? [[input.id, wrong]] : [];
  };
  const codeErrors = () => check("activation", codeField,
    !record?.certificate && !readCode(codeField.value) ? message(root, "code") : "");
  // Issued already, by the office that was asked when the old key was lost: that key has nothing to sign.
  const oldErrors = () => root.dataset.issued ? [] : [
    ...check("old", oldFile, !record?.certificate && !kept && !oldFile.files.length ? message(root, "old-file") : ""),
    ...check("old-passphrase", oldPassphrase, !record?.certificate && !oldPassphrase.value ? message(root, "old-empty") : "")];

  const passphrase = () => {
    const [first, second] = ["passphrase", "repeat"].map((n) => root.querySelector(`[data-field=${n}] input`));
    const wrongFirst = first.value.length < MIN_PASSPHRASE ? message(root, "short", [MIN_PASSPHRASE, first.value.length])
      : !TYPEABLE.test(first.value) ? message(root, "letters") : "";
    const wrongSecond = !wrongFirst && first.value !== second.value ? message(root, "differ") : "";
    fieldError("passphrase", wrongFirst);
    fieldError("repeat", wrongSecond);
    const errors = follows ? oldErrors() : codeErrors();
    if (wrongFirst) errors.push([first.id, wrongFirst]);
    if (wrongSecond) errors.push([second.id, wrongSecond]);
    summary(errors);
    return errors.length ? null : first.value;
  };

  const subject = () => Object.fromEntries(["c", "o", "ou", "cn", "serial"].map((n) => [n, root.dataset[n]]));

  // The activation code proves that this request is that of the person who stood at the counter; the
  // server sees a signature, never the code.
  const collect = async ({ csr, keys, revocation }) => {
    const hash = hashCode(readCode(revocation));
    const activation = signRequest(readCode(codeField.value), await spkiOf(keys), hash, number);
    return post(action, { csr, activation: base64url(activation), revocation: base64url(hash) });
  };

  const post = async (address, fields) => {
    const answer = await fetch(address, { method: "POST", credentials: "same-origin", redirect: "error",
      headers: { Accept: "application/json" }, body: new URLSearchParams({ csrf, ...fields }) });
    let body = {};
    try {
      body = await answer.json();
    } catch {
      // A proxy's page instead of ours: the status says enough.
    }
    if (!answer.ok) throw Object.assign(new Refused(body.error || message(root, "refused", [answer.status])), { status: answer.status });
    return body;
  };

  const oldKey = async () => {
    const bytes = kept ?? await oldFile.files[0].arrayBuffer();
    try {
      return await openP12(bytes, oldPassphrase.value);
    } catch (e) {
      throw new Refused(message(root, e instanceof WrongPassphrase ? "old-wrong" : "old-unreadable"));
    }
  };

  // The statement must be about the key that was just made; what else it says the server shows.
  const signFor = async (keys, { statement }) => {
    const bytes = fromBase64url(statement);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await spkiOf(keys)));
    if (!contains(bytes, digest)) throw new Refused(message(root, "foreign"));
    return { statement, signature: base64url(await signStatement(await oldKey(), bytes)) };
  };

  const renew = async ({ csr, keys, revocation }) => {
    const ours = { csr, revocation: base64url(hashCode(readCode(revocation))) };
    let signed = { statement: "", signature: "" };
    if (!root.dataset.issued) try {
      signed = await signFor(keys, await post(`${action}/pernyataan`, ours));
    } catch (e) {
      if (e.status !== 409) throw e; // renewed already: by this very key, if its answer was lost
    }
    return post(`${action}/permintaan`, { ...ours, ...signed });
  };

  const ask = follows ? renew : collect;

  const link = (element, bytes, type, name) => {
    element.href = URL.createObjectURL(new Blob([bytes], { type }));
    element.download = name;
  };

  const offer = (again) => {
    form.hidden = true;
    retry.hidden = true;
    link(part("p12"), record.p12, "application/x-pkcs12", `${number}.p12`);
    link(part("chain"), record.chain.join(""), "application/x-pem-file", `${number}-rantai.pem`);
    link(part("certificate"), record.certificate, "application/x-pem-file", `${number}.pem`);
    for (const name of ["key", "request", "answer", "file"]) step(name, "done");
    part("result").hidden = false;
    if (record.revocation) {
      part("revocation-code").textContent = record.revocation;
      part("revocation").hidden = false;
    }
    say(live, message(root, again ? "waiting" : "ready"));
    part("result").querySelector("h2").focus();
  };

  const work = async (secret, kind) => {
    if (!record) {
      step("key", "doing");
      const keys = await makeKey(kind);
      record = { number: slot, keys, csr: await makeRequest(keys, subject()), revocation: makeCode() };
      await keep(record);
    }
    step("key", "done");
    if (!record.certificate) {
      step("request", "doing");
      const answer = await ask(record);
      step("request", "done");
      step("answer", "doing");
      if (!(await matches(record.keys, answer.certificate))) throw new Refused(message(root, "foreign"));
      record = { ...record, certificate: answer.certificate, chain: answer.chain ?? [] };
      await keep(record);
    }
    step("request", "done");
    step("answer", "done");
    step("file", "doing");
    const p12 = await makeP12({ privateKey: record.keys.privateKey, certificate: record.certificate,
      chain: record.chain, passphrase: secret, friendlyName: root.dataset.cn || number });
    // From here on the bare key is gone from this device's storage.
    record = { number: slot, p12, certificate: record.certificate, chain: record.chain, revocation: record.revocation };
    await keep(record);
    offer(false);
  };

  const attempt = async () => {
    const secret = passphrase();
    if (secret === null || form.dataset.busy) return;
    form.dataset.busy = "yes";
    part("failure").hidden = true;
    retry.hidden = true;
    part("steps").hidden = false;
    try {
      await work(secret, root.querySelector("input[name=kind]:checked")?.value);
    } catch (e) {
      const doing = root.querySelector("[data-state=doing]");
      if (doing) step(doing.dataset.step, "failed");
      part("failure-text").textContent = e instanceof Refused ? e.message
        : e instanceof TypeError ? message(root, "offline") : message(root, "broken", [e.name]);
      part("failure").hidden = false;
      retry.hidden = false;
      part("submit").hidden = true;
      part("failure").focus();
    } finally {
      delete form.dataset.busy;
    }
  };

  form.addEventListener("submit", (event) => { event.preventDefault(); attempt(); });
  retry.addEventListener("click", attempt);
  part("print").addEventListener("click", () => window.print());
  part("forget").addEventListener("click", async () => {
    await forget(slot);
    part("forget").hidden = true;
    say(live, message(root, "forgotten"));
    part("forgotten").hidden = false;
  });

  const resume = async () => {
    record = await load(slot);
    if (follows) kept = (await load(number))?.p12;
    if (kept && !root.dataset.issued) part("old-kept").hidden = false;
    if (follows && (kept || root.dataset.issued)) root.querySelector("[data-field=old]").hidden = true;
    if (follows && root.dataset.issued) root.querySelector("[data-field=old-passphrase]").hidden = true;
    // Collected already, and not on this device: there is nothing to do here.
    if (!record && root.dataset.issued) return;
    root.hidden = false;
    if (record?.p12) {
      part("steps").hidden = false;
      offer(true);
    } else if (record) {
      // The kind was chosen when the key was made.
      part("kind").hidden = true;
      part("resumed").hidden = false;
    }
  };
  resume().catch(() => {
    part("failure-text").textContent = message(root, "storage");
    part("failure").hidden = false;
    root.hidden = false;
  });
}

if (window.isSecureContext && window.crypto?.subtle && window.indexedDB) {
  document.querySelectorAll("[data-module=paraf-key]").forEach(start);
  startLost();
} else {
  document.querySelectorAll("[data-part=insecure]").forEach((box) => { box.hidden = false; });
}
