// Loaded on pages where an officer makes, uses or proves a key. Markup and all sentences: the templates
// officer_key.html and sign_box.html. The statement that is signed is made by the server and shown in
// words on the same page; here it is bytes, except that the place of the activation key is filled in.
//
// Everything travels in the form's own hidden fields, so the server sees one ordinary POST.
import { browserSupportsWebAuthn, startAuthentication, startRegistration } from "@simplewebauthn/browser";
import { activationKey, makeCode, readCode } from "./aktivasi.js";
import { fromBase64url, hasBrowserKey, makeBrowserKey, signWithBrowserKey, toBase64url } from "./kunci-peramban.js";
import { message, say } from "./teks.js";

const usable = window.isSecureContext && Boolean(window.crypto?.subtle) && Boolean(window.indexedDB);
const part = (root, name) => root.querySelector(`[data-part=${name}]`);

function fail(root, text) {
  const box = part(root, "failure");
  part(root, "failure-text").textContent = text;
  box.hidden = false;
  box.focus();
}

// What went wrong, in the words of the page.
function reason(root, e) {
  if (e.name === "NotAllowedError" || e.name === "AbortError") return message(part(root, "texts"), "cancelled");
  if (e.name === "InvalidStateError") return message(part(root, "texts"), "registered");
  if (e.name === "SecurityError") return message(part(root, "texts"), "address");
  return message(part(root, "texts"), "broken", [e.name]);
}

const set = (form, values) => {
  for (const [name, value] of Object.entries(values)) form.elements.namedItem(name).value = value;
};

// Sign bytes with one of `keys` ({ kind, id, transports }); the five hidden fields of a signature.
// A key of this browser is taken only where no passkey is among them, or when `kind` asks for it.
async function sign(bytes, keys, rpId, kind) {
  const passkeys = keys.filter((k) => k.kind === "passkey");
  if (kind === "browser" || (keys.length > 0 && passkeys.length === 0)) {
    for (const key of keys.filter((k) => k.kind === "browser")) {
      if (!(await hasBrowserKey(key.id))) continue;
      return { sig_kind: "browser", sig_key: key.id, sig_auth: "", sig_client: "",
        sig_value: toBase64url(await signWithBrowserKey(key.id, bytes)) };
    }
    throw Object.assign(new Error("none of the keys is in this browser"), { name: "NotFoundError" });
  }
  const answer = await startAuthentication({ optionsJSON: {
    challenge: toBase64url(await crypto.subtle.digest("SHA-256", bytes)), rpId, timeout: 120000,
    userVerification: "required",
    allowCredentials: passkeys.map((k) => ({ id: k.id, type: "public-key",
      transports: k.transports ? k.transports.split(" ") : undefined })),
  } });
  return { sig_kind: "passkey", sig_key: answer.id, sig_auth: answer.response.authenticatorData,
    sig_client: answer.response.clientDataJSON, sig_value: answer.response.signature };
}

// Run `act` once at a time, with the failure shown where it happened.
function guarded(root, act) {
  return async (event) => {
    event?.preventDefault();
    if (root.dataset.busy) return;
    root.dataset.busy = "yes";
    part(root, "failure").hidden = true;
    say(part(root, "live"), message(part(root, "texts"), "wait"));
    try {
      await act(event);
    } catch (e) {
      fail(root, e.name === "NotFoundError" ? message(part(root, "texts"), "elsewhere") : reason(root, e));
    } finally {
      delete root.dataset.busy;
    }
  };
}

// --- a new key: [data-module=paraf-register] --------------------------------------------------------

function startRegister(root) {
  const form = root.querySelector("form");
  const { rp, rpName, user, userName, token } = root.dataset;
  const known = JSON.parse(root.dataset.known || "[]");
  const bytes = new TextEncoder().encode(token);

  const makePasskey = async () => {
    const answer = await startRegistration({ optionsJSON: {
      challenge: toBase64url(await crypto.subtle.digest("SHA-256", bytes)),
      rp: { id: rp, name: rpName }, timeout: 120000, attestation: "none",
      user: { id: user, name: userName, displayName: userName },
      pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -8 }],
      authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
      excludeCredentials: known.map((id) => ({ id, type: "public-key" })),
    } });
    set(form, { kind: "passkey", key_attestation: answer.response.attestationObject,
      key_client: answer.response.clientDataJSON, key_transports: (answer.response.transports ?? []).join(" ") });
  };
  const makeOfBrowser = async () => {
    const { id, point } = await makeBrowserKey();
    set(form, { kind: "browser", key_point: point, sig_value: toBase64url(await signWithBrowserKey(id, bytes)) });
  };
  form.addEventListener("submit", guarded(root, async (event) => {
    const button = event.submitter ?? form.querySelector("button[data-kind]");
    // without a name the server says so
    if (form.elements.namedItem("name").value.trim())
      await (button.dataset.kind === "passkey" ? makePasskey() : makeOfBrowser());
    form.submit();
  }));
  const passkey = form.querySelector("button[data-kind=passkey]");
  if (passkey && !browserSupportsWebAuthn()) passkey.disabled = true;
}

// --- a signature: [data-module=paraf-sign] is the form ------------------------------------------------

// The statement with the activation key at its place; the code waits in this tab for the next page.
function withActivation(form, bytes) {
  const slot = Number(form.dataset.slot);
  const code = makeCode();
  bytes.set(activationKey(readCode(code)), slot);
  sessionStorage.setItem(`paraf-aktivasi-${form.dataset.number}`, code);
  return bytes;
}

function startSign(form) {
  const keys = JSON.parse(form.dataset.keys || "[]");
  const act = guarded(form, async (event) => {
    let bytes = fromBase64url(form.elements.namedItem("statement").value);
    if (form.dataset.slot) bytes = withActivation(form, bytes);
    const signature = await sign(bytes, keys, form.dataset.rp, event?.submitter?.dataset.kind);
    set(form, { statement: toBase64url(bytes), ...signature });
    form.submit();
  });
  form.addEventListener("submit", act);
}

// --- the activation code after Aktivasi: [data-module=paraf-activation] -------------------------------

function startActivation(root) {
  const name = `paraf-aktivasi-${root.dataset.number}`;
  const code = sessionStorage.getItem(name);
  if (!code) {
    part(root, "gone").hidden = false;
    return;
  }
  part(root, "code").textContent = code;
  part(root, "shown").hidden = false;
  part(root, "print").addEventListener("click", () => window.print());
  part(root, "forget").addEventListener("click", () => {
    sessionStorage.removeItem(name);
    part(root, "code").textContent = "";
    part(root, "shown").hidden = true;
    part(root, "given").hidden = false;
    part(root, "given").focus();
  });
}

if (usable) {
  document.querySelectorAll("[data-module=paraf-register]").forEach(startRegister);
  document.querySelectorAll("[data-module=paraf-sign]").forEach(startSign);
  document.querySelectorAll("[data-module=paraf-activation]").forEach(startActivation);
  document.querySelectorAll("[data-needs-key]").forEach((e) => { e.hidden = false; });
} else {
  document.querySelectorAll("[data-part=insecure]").forEach((box) => { box.hidden = false; });
}
