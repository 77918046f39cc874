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
            good = sha256(read(name)).hex() == named[name]
            if not good:
                say(False, name + " is not the file that was written")
    return named


def trusted(option, name):
    """The file the caller trusts must be the one of the bundle."""
    if option in sys.argv[1:]:
        with open(sys.argv[sys.argv.index(option) + 1], "rb") as f:
            say(f.read().split() == read(name).split(), name + " is the one you trust")
    else:
        print("note   " + name + " has SHA-256 " + sha256(read(name)).hex() + ": compare it with what was published")


def chain(facts):
    """Root, issuing CA, certificate; as of the time it began to be valid."""
    say(openssl("verify", "-x509_strict", "-attime", str(facts["not_before"]), "-CAfile", path("root.pem"),
                "-untrusted", path("issuing.pem"), path("certificate.pem")) is not None,
        "certificate, issuing CA and root are one chain")
    serial = openssl("x509", "-in", path("certificate.pem"), "-noout", "-serial")
    say(serial is not None and serial.strip().split("=")[-1].lower().lstrip("0") == facts["serial"].lstrip("0"),
        "the certificate is number " + facts["serial"])
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
    about = {"application/" + facts["application"], "certificate/" + facts["serial"]}
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
        story(facts, events)
    except (OSError, ValueError, KeyError, IndexError, TypeError) as e:
        say(False, "the bundle cannot be read: %r" % (e,))
    print("everything holds" if not PROBLEMS else "%d things are wrong" % len(PROBLEMS))
    return 1 if PROBLEMS else 0


if __name__ == "__main__":
    sys.exit(main())
