// /sertifikat/{serial}/perpanjang/kantor: the key is lost, the new one is made here and the office is
// asked. The passphrase comes later, with the certificate: kunci.js goes on with the same record.
import { makeKey, makeRequest, spkiOf } from "./p12.js";
import { hashCode, makeCode, readCode } from "./aktivasi.js";
import { renewalCode } from "./kode-perpanjangan.js";
import { keep, load } from "./simpan-kunci.js";
import { message } from "./teks.js";

const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

class Refused extends Error {}

async function post(root, fields) {
  const { action, csrf } = root.dataset;
  const answer = await fetch(action, { method: "POST", credentials: "same-origin", redirect: "error",
    headers: { Accept: "application/json" }, body: new URLSearchParams({ csrf, ...fields }) });
  if (answer.ok) return;
  let error;
  try {
    ({ error } = await answer.json());
  } catch {
    // a proxy's page instead of ours: the status says enough
  }
  throw new Refused(error || message(root, "refused", [answer.status]));
}

function start(root) {
  const { number, follows, authority } = root.dataset;
  const slot = `${number}/${follows}`;
  const part = (name) => root.querySelector(`[data-part=${name}]`);
  const fail = (text) => {
    part("failure-text").textContent = text;
    part("failure").hidden = false;
    part("failure").focus();
  };

  // What is read out is the code of the key on this device, not what the server calls it.
  const compare = async () => {
    const record = await load(slot);
    if (!record?.keys) return;
    const code = await renewalCode(authority, follows, await spkiOf(record.keys));
    const shown = part("code").textContent.trim();
    part("code").textContent = code;
    if (code === shown) part("checked").hidden = false;
    else fail(message(root, "foreign"));
  };

  const ask = async () => {
    const kind = root.querySelector("input[name=kind]:checked").value;
    let record = await load(slot);
    if (!record?.keys) {
      const keys = await makeKey(kind);
      const subject = Object.fromEntries(["c", "o", "ou", "cn", "serial"].map((n) => [n, root.dataset[n]]));
      record = { number: slot, keys, csr: await makeRequest(keys, subject), revocation: makeCode() };
      await keep(record);
    }
    await post(root, { csr: record.csr, revocation: base64url(hashCode(readCode(record.revocation))) });
    window.location.reload();
  };

  const attempt = async (step) => {
    part("failure").hidden = true;
    try {
      await step();
    } catch (e) {
      fail(e instanceof Refused ? e.message : e instanceof TypeError ? message(root, "offline") : message(root, "storage"));
    }
  };

  root.hidden = false;
  if (part("code")) {
    attempt(compare);
    return;
  }
  const form = part("form");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "yes";
    await attempt(ask);
    delete form.dataset.busy;
  });
}

export function startLost() {
  document.querySelectorAll("[data-module=paraf-lost-key]").forEach(start);
}
