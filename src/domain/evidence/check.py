#!/usr/bin/env python3
"""Check a bundle of `paraf audit evidence`: how one certificate came into being.

    python3 check.py [--root root.pem] [--key audit.pem]

Needs python3 without further modules and the program `openssl`. Nothing is fetched. With --root and
--key the files you trust are compared with those of the bundle; without, their SHA-256 is printed so
that you can compare it with what was published. Ends with 0 when everything holds, else with 1.
"""
import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PROBLEMS = []


def path(name):
    return os.path.join(HERE, name)


def read(name):
    with open(path(name), "rb") as f:
        return f.read()


def sha256(data):
    return hashlib.sha256(data).digest()


def sha256_file(name):
    """Hexadecimal; a list of revoked certificates may be long."""
    digest = hashlib.sha256()
    with open(path(name), "rb") as f:
        for part in iter(lambda: f.read(1 << 20), b""):
            digest.update(part)
    return digest.hexdigest()


def say(good, what):
    print(("ok     " if good else "WRONG  ") + what)
    if not good:
        PROBLEMS.append(what)
    return good


def openssl(*words):
    """Standard output of openssl, or None when it is not content."""
    run = subprocess.run(["openssl", *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, check=False)
    return run.stdout.decode("utf-8", "replace") if run.returncode == 0 else None


def manifest():
    """Every file is named with its hash, and no other file is there."""
    named = {}
    for line in read("MANIFEST.sha256").decode("ascii").splitlines():
        digest, name = line.split("  ", 1)
        named[name] = digest
    there = sorted(os.path.relpath(os.path.join(d, f), HERE) for d, _, fs in os.walk(HERE) for f in fs)
    say(sorted([*named, "MANIFEST.sha256"]) == there, "the files are those of the list")
    for name in sorted(named):
        if name in there:
            if sha256_file(name) != named[name]:
                say(False, name + " is not the file that was written")
    return named


def trusted(option, name):
    """The file the caller trusts must be the one of the bundle."""
    if option in sys.argv[1:]:
        with open(sys.argv[sys.argv.index(option) + 1], "rb") as f:
            say(f.read().split() == read(name).split(), name + " is the one you trust")
    else:
        print("note   " + name + " has SHA-256 " + sha256_file(name) + ": compare it with what was published")


def chain(facts):
    """Root, issuing CA, certificate; as of the time it began to be valid."""
    say(openssl("verify", "-x509_strict", "-attime", str(facts["not_before"]), "-CAfile", path("root.pem"),
                "-untrusted", path("issuing.pem"), path("certificate.pem")) is not None,
        "certificate, issuing CA and root are one chain")
    serial = openssl("x509", "-in", path("certificate.pem"), "-noout", "-serial")
    say(serial is not None and serial.strip().split("=")[-1].lower().lstrip("0") == facts["serial"].lstrip("0"),
        "the certificate is number " + facts["serial"])
    for name in sorted(n for n in facts["files"] if n.startswith("before-")):
        say(openssl("verify", "-no_check_time", "-CAfile", path("root.pem"), "-untrusted", path("issuing.pem"),
                    path(name)) is not None, name + " is of that chain too")
    if "issuing.crl" in facts["files"]:
        # openssl says whose signature it is on standard error, so the words count
        run = subprocess.run(["openssl", "crl", "-in", path("issuing.crl"), "-CAfile", path("issuing.pem"), "-noout",
                              "-text"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
        text = run.stdout.decode("utf-8", "replace")
        say(run.returncode == 0 and b"verify OK" in run.stderr, "the list of revoked certificates is of the issuing CA")
        listed = "Serial Number: " + facts["serial"].upper() in text
        print("note   at the time of the bundle the certificate was " +
              ("revoked or suspended" if listed else "in force, or expired"))


def leaf_hash(prev, event):
    return sha256(b"\x00" + prev + event)


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


def included(leaf, index, size, proof, root):
    """RFC 9162 2.1.3.2"""
    if index >= size:
        return False
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn != 0:
                fn >>= 1
                sn >>= 1
        else:
            r = node_hash(r, p)
        fn >>= 1
        sn >>= 1
    return sn == 0 and r == root


def signed_text(c):
    return ("paraf audit checkpoint 1\norigin %s\nsize %d\nroot %s\ntime %d\nprevious %d\n" %
            (c["origin"], c["size"], c["root"], c["time"], c["previous"])).encode()


def record():
    """The events, each shown to be in the tree whose root the signer signed."""
    lines = read("events.jsonl").split(b"\n")
    head, point = json.loads(lines[0]), json.loads(lines[1])
    checkpoint = point["checkpoint"]
    say(head["paraf"] == "audit proof 1" and lines[-1] == b"", "the events are a proof of paraf")
    text = signed_text(checkpoint)
    say(text == read("checkpoint.txt") and base64.b64decode(point["signature"]) == read("checkpoint.sig"),
        "checkpoint.txt is the checkpoint of the events")
    say(openssl("dgst", "-sha256", "-verify", path("audit.pem"), "-signature", path("checkpoint.sig"),
                path("checkpoint.txt")) is not None, "the checkpoint is signed with audit.pem")
    pem = b"".join(read("audit.pem").split(b"\n")[1:-2])
    say(base64.b64decode(head["key"]) == base64.b64decode(pem), "the events name that key")
    root, events, good = bytes.fromhex(checkpoint["root"]), [], True
    for line in lines[2:-2]:
        one = json.loads(line)
        raw = line[line.index(b',"event":') + 9:-1]
        leaf = leaf_hash(one["prev"].encode("ascii"), raw)
        good = good and leaf.hex() == one["hash"] and json.loads(raw) == one["event"]
        good = good and included(leaf, one["leaf"], checkpoint["size"], [bytes.fromhex(h) for h in one["path"]], root)
        events.append((one["leaf"], one["event"]))
    say(good, "each of the %d events is in the tree of %d" % (len(events), checkpoint["size"]))
    say(json.loads(lines[-2]) == {"end": len(events)}, "no event is missing at the end")
    return [e for _, e in sorted(events, key=lambda x: x[0])]


def stamp(facts):
    if "timestamp.tsr" not in facts["files"]:
        print("note   no time-stamping authority has anchored this checkpoint")
        return
    say(openssl("ts", "-verify", "-data", path("checkpoint.txt"), "-in", path("timestamp.tsr"), "-CAfile",
                path("tsa-ca.pem")) is not None, "a time-stamping authority saw the checkpoint")


def story(facts, events):
    """What happened, in order; and that what must have happened did."""
    about = {"application/" + facts["application"]}
    about |= {"certificate/" + serial for serial in [facts["serial"], *facts["others"]]}
    acts = []
    print()
    for e in events:
        owner = json.loads(e["detail"]).get("owner")
        say(e["object"] in about or owner in about, "event %s %d is about this certificate" % (e["node"], e["seq"])) \
            if e["object"] not in about and owner not in about else None
        acts.append(e["action"])
        print("       %s  %-24s %-10s %s" % (e["at"], e["action"], e["role"], e["actor"]))
    print()
    for act in ("application.submit", "application.approve", "certificate.issue"):
        say(act in acts, "there is an event " + act)
    who = {a: [e["actor"] for e in events if e["action"] == a] for a in ("application.complete", "application.approve")}
    if who["application.complete"] and who["application.approve"]:
        print("note   reviewed by %s, approved by %s" % (who["application.complete"][-1], who["application.approve"][-1]))


# ---- the chain of authority: statements as paraf-signer took them (statement.h of the sources) ----

KINDS = {1: "key_add", 2: "key_remove", 3: "grant", 4: "grant_key_add", 5: "grant_key_remove",
         6: "authority_change", 7: "review", 8: "approval", 10: "renewal", 11: "renewal_approval"}


def cbor(data, at=0):
    """One item of the little CBOR that statements are made of: (value, place after it)."""
    major, n = data[at] >> 5, data[at] & 31
    at += 1
    if n >= 24:
        size = {24: 1, 25: 2, 26: 4, 27: 8}[n]
        n, at = int.from_bytes(data[at:at + size], "big"), at + size
    if major == 0:
        return n, at
    if major in (2, 3):
        if at + n > len(data):
            raise ValueError("cut off")
        return (data[at:at + n] if major == 2 else data[at:at + n].decode("utf-8")), at + n
    if major == 4:
        items = []
        for _ in range(n):
            item, at = cbor(data, at)
            items.append(item)
        return items, at
    if major == 5:
        pairs = {}
        for _ in range(n):
            key, at = cbor(data, at)
            pairs[key], at = cbor(data, at)
        return pairs, at
    raise ValueError("not of a statement")


def whole(data):
    value, end = cbor(data)
    if end != len(data):
        raise ValueError("something is left over")
    return value


def pem(der):
    text = base64.b64encode(der).decode("ascii")
    return ("-----BEGIN PUBLIC KEY-----\n" + "\n".join(text[i:i + 64] for i in range(0, len(text), 64)) +
            "\n-----END PUBLIC KEY-----\n").encode("ascii")


P256 = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
ED25519 = bytes.fromhex("302a300506032b6570032100")


def der_signature(raw):
    """r || s as an ECDSA-Sig-Value."""
    def integer(b):
        b = b.lstrip(b"\0") or b"\0"
        b = b"\0" + b if b[0] & 0x80 else b
        return b"\x02" + bytes([len(b)]) + b
    body = integer(raw[:len(raw) // 2]) + integer(raw[len(raw) // 2:])
    return b"\x30" + bytes([len(body)]) + body


def verify(alg, point, data, signature):
    with tempfile.TemporaryDirectory() as d:
        def put(name, content):
            with open(os.path.join(d, name), "wb") as f:
                f.write(content)
            return os.path.join(d, name)
        key = put("key", pem((P256 if alg == 1 else ED25519) + point))
        data, signature = put("data", data), put("sig", signature)
        if alg == 1:
            return openssl("dgst", "-sha256", "-verify", key, "-signature", signature, data) is not None
        return openssl("pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin", "-in", data, "-sigfile",
                       signature) is not None


RSA = bytes.fromhex("2a864886f70d010101")


def public_key(name):
    """PEM and DER of the key in a certificate of the bundle."""
    text = openssl("x509", "-in", path(name), "-noout", "-pubkey") or ""
    return text.encode("ascii"), base64.b64decode("".join(text.splitlines()[1:-1]))


def signed_by_certificate(name, statement, by):
    """Was this signature made with the key of that certificate? ECDSA as r || s, or RSA."""
    kind, key_id, _, _, signature = by
    text, der = public_key(name)
    if kind != 3 or key_id != sha256(der):
        return False
    digest = "-sha384" if len(signature) == 96 else "-sha256"
    with tempfile.TemporaryDirectory() as d:
        for file, content in (("key", text), ("data", b"paraf statement v1\0" + statement),
                              ("sig", signature if RSA in der else der_signature(signature))):
            with open(os.path.join(d, file), "wb") as f:
                f.write(content)
        return openssl("dgst", digest, "-verify", os.path.join(d, "key"), "-signature", os.path.join(d, "sig"),
                       os.path.join(d, "data")) is not None


def signed_with(key, statement, by):
    """Was this signature made with that key over that statement?"""
    kind, key_id, auth_data, client_data, signature = by
    if key_id != key["id"] or kind != key["kind"]:
        return False
    if kind == 2:
        return verify(1, key["point"], b"paraf statement v1\0" + statement, der_signature(signature))
    client = json.loads(client_data)
    challenge = base64.urlsafe_b64encode(sha256(statement)).rstrip(b"=").decode("ascii")
    if client["type"] != "webauthn.get" or client["challenge"] != challenge or auth_data[32] & 5 != 5:
        return False
    return verify(key["alg"], key["point"], auth_data + sha256(client_data), signature)


class Chain:
    """Who may do what, as it grows from statement to statement."""

    def __init__(self):
        self.verifiers, self.grants, self.review, self.approval = {}, {}, None, None
        self.renewals, self.told = [], []

    def by_verifiers(self, raw, signatures):
        keys = [self.verifiers[s[1]] for s in signatures if s[1] in self.verifiers]
        return {k["person"] for k in keys for s in signatures if signed_with(k, raw, s)}

    def by_officer(self, grant, raw, signatures):
        return any(signed_with(k, raw, s) for k in grant["keys"].values() for s in signatures)

    @staticmethod
    def new_key(entry, person):
        return {"kind": entry[0], "alg": entry[1], "id": entry[2], "point": entry[3], "person": person}

    def key_add(self, st, raw, signatures, message):
        key = self.new_key(st[9][0], st[6])
        own = any(signed_with(key, raw, s) for s in signatures)
        others = self.by_verifiers(raw, signatures)
        if message == "ceremony_enrol":
            print("note   key of verifier %s was enrolled by ceremony: compare with `paraf ca transcript`; SHA-256 of "
                  "the statement %s" % (st[7], sha256(raw).hex()))
        self.verifiers[key["id"]] = key
        return own and (message == "ceremony_enrol" or len(others) >= 2)

    def key_remove(self, st, raw, signatures, _message):
        good = bool(self.by_verifiers(raw, signatures))
        self.verifiers.pop(st[7], None)
        return good

    def grant(self, st, raw, signatures, _message):
        keys = [self.new_key(k, st[6]) for k in st[14]]
        self.grants[st[3]] = {"person": st[6], "name": st[7], "nip": st[8], "role": st[9], "office": st[10], "from": st[12],
                              "to": st[13], "keys": {k["id"]: k for k in keys}, "live": True}
        return bool(self.by_verifiers(raw, signatures))

    def grant_key_add(self, st, raw, signatures, _message):
        grant, key = self.grants[st[6]], self.new_key(st[8][0], st[7])
        good = st[7] == grant["person"]
        good = good and (self.by_officer(grant, raw, signatures) or bool(self.by_verifiers(raw, signatures)))
        grant["keys"][key["id"]] = key
        return good

    def grant_key_remove(self, st, raw, signatures, _message):
        grant = self.grants[st[6]]
        good = self.by_officer(grant, raw, signatures) or bool(self.by_verifiers(raw, signatures))
        grant["keys"].pop(st[8], None)
        return good

    def authority_change(self, st, raw, signatures, _message):
        self.grants[st[6]]["live"] = st[8] == "resume"
        return bool(self.by_verifiers(raw, signatures))

    def acts(self, st, person, grant_id, raw, signatures):
        grant = self.grants[grant_id]
        return (grant["live"] and grant["person"] == person and grant["office"] == st[7] and
                grant["from"] <= st[4] < grant["to"] and self.by_officer(grant, raw, signatures))

    def review_(self, st, raw, signatures, _message):
        self.review = (st, raw)
        return self.acts(st, st[14], st[15], raw, signatures)

    def approval_(self, st, raw, signatures, _message):
        self.approval = st
        good = self.grants[st[17]]["role"] == "opip" and self.acts(st, st[16], st[17], raw, signatures)
        if st[15]:
            good = good and self.review is not None and sha256(self.review[1]) == st[15]
            good = good and [self.review[0][i] for i in range(6, 12)] == [st[i] for i in range(6, 12)]
        return good

    def follows(self, st):
        """Nothing about the person has changed, and the one that is followed is the one made before."""
        good = self.approval is not None and [self.approval[i] for i in range(7, 11)] == [st[i] for i in range(7, 11)]
        if self.renewals:
            good = good and self.renewals[-1][11] == sha256(public_key("before-%s.pem" % st[6])[1])
        self.renewals.append(st)
        return good

    def renewal(self, st, raw, signatures, _message):
        """By the key of the certificate that is followed."""
        good = len(signatures) == 1 and signed_by_certificate("before-%s.pem" % st[6], raw, signatures[0])
        return self.follows(st) and good

    def renewal_approval(self, st, raw, signatures, _message):
        """By an OPIP of the office, another person, who was told the code of the new key. The key was lost."""
        grant = self.grants[st[19]]
        good = grant["role"] == "opip" and self.acts(st, st[18], st[19], raw, signatures)
        good = good and self.approval is not None and st[13] == self.approval[11] and st[13] != grant["nip"]
        self.told.append((len(self.renewals), st))
        print("note   the key before was lost: renewed by %s (%s; signed in with %s), who was told the code %s" %
              (grant["name"], ", ".join(st[16]), ", ".join(st[15]), st[14]))
        return self.follows(st) and good


CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def code_of(authority, serial, public):
    """What a holder reads out: statement_renewal_code of the sources."""
    bits = int.from_bytes(sha256(b"\0".join([b"paraf renewal code v1", authority.encode("ascii"),
                                             serial.encode("ascii"), public]))[:8], "big") >> 4
    return "".join(CROCKFORD[bits >> 5 * i & 31] for i in reversed(range(12)))


def codes_are_told(chain_):
    """Each code that an officer typed is that of the key which was certified then."""
    made = ["before-%s.pem" % st[6] for st in chain_.renewals[1:]] + ["certificate.pem"]
    for i, st in chain_.told:
        say(code_of(st[2], st[6], public_key(made[i])[1]) == st[14],
            "the code that the holder read out is that of the key in " + made[i])


def names_are(st):
    names = openssl("x509", "-in", path("certificate.pem"), "-noout", "-subject", "-nameopt",
                    "sep_multiline,utf8,sname", "-ext", "subjectAltName") or ""
    lines = [line.strip() for line in names.splitlines()]
    say("CN=" + st[9] in lines and "OU=" + st[8] in lines and "email:" + st[10] in lines,
        "name, office and address in the certificate are those that were approved")


def certificate_is_renewed(st):
    """Subject and key are those of the last renewal."""
    names_are(st)
    say(sha256(public_key("certificate.pem")[1]) == st[11], "the key is the one that the renewal names")


def key_is_activated(name, st, activation, revocation):
    """The certificate of the counter was asked for by who had the activation code."""
    text = b"paraf request v1\0" + sha256(public_key(name)[1])
    text += (revocation or bytes(32)) + st[6].encode("ascii")
    say(verify(2, st[18], text, activation),
        "the key in %s was requested with the activation code of that approval" % name)


def statements(facts):
    if "statements.json" not in facts["files"]:
        print("note   this certificate was made before officers signed statements")
        return
    story_, chain_ = json.loads(read("statements.json")), Chain()
    for one in story_["taken"]:
        raw, signatures = read(one["file"] + ".cbor"), whole(read(one["file"] + ".sig"))
        st = whole(raw)
        kind = KINDS[st[0]]
        take = getattr(chain_, kind + "_" if kind in ("review", "approval") else kind)
        say(take(st, raw, signatures, one["message"]), "statement %s (%s) is signed by those who may" % (one["file"], kind))
    last = chain_.renewals[-1] if chain_.renewals else chain_.approval
    if say(last is not None and last[3] == story_["approval"], "there is an approval"):
        first = "certificate.pem"
        if chain_.renewals:
            first = "before-%s.pem" % chain_.renewals[0][6]
            print("note   renewed %d times after that approval, %d of them by the key before" %
                  (len(chain_.renewals), len(chain_.renewals) - len(chain_.told)))
            certificate_is_renewed(last)
            codes_are_told(chain_)
        else:
            names_are(last)
        key_is_activated(first, chain_.approval, bytes.fromhex(story_["activation"]),
                         bytes.fromhex(story_["revocation"]))
        if chain_.review is not None:
            same = chain_.review[0][14] == chain_.approval[16]
            print("note   reviewed and approved by " + ("the same person" if same else "different persons"))


def main():
    os.chdir(tempfile.gettempdir())
    try:
        files = manifest()
        facts = json.loads(read("bundle.json"))
        facts["files"] = files
        trusted("--root", "root.pem")
        trusted("--key", "audit.pem")
        chain(facts)
        events = record()
        stamp(facts)
        statements(facts)
        story(facts, events)
    except (OSError, ValueError, KeyError, IndexError, TypeError) as e:
        say(False, "the bundle cannot be read: %r" % (e,))
    print("everything holds" if not PROBLEMS else "%d things are wrong" % len(PROBLEMS))
    return 1 if PROBLEMS else 0


if __name__ == "__main__":
    sys.exit(main())
