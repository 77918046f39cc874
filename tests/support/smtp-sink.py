#!/usr/bin/python3
"""smtp-sink.py FOLDER [port=N] [refuse=ADDRESS] [busy=ADDRESS] - a mail server for tests.

Listens on that or a free port, prints "ready PORT" and writes every message it takes as FOLDER/new/N.eml.
RCPT TO of the refused address answers 550, of the busy one 451. Ends with its standard input.
"""
import os
import sys

from aiosmtpd.controller import Controller


class Sink:
    def __init__(self, folder, answers):
        self.folder, self.answers = folder, answers
        self.count = len(os.listdir(os.path.join(folder, "new")))

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        tmp = os.path.join(self.folder, "tmp-%d" % self.count)
        with open(tmp, "wb") as f:
            f.write(envelope.content)
        os.rename(tmp, os.path.join(self.folder, "new", "%d.eml" % self.count))
        return "250 taken"


def main():
    folder, answers, port = sys.argv[1], {}, 0
    for word in sys.argv[2:]:
        kind, address = word.split("=", 1)
        if kind == "port":
            port = int(address)
            continue
        answers[address] = {"refuse": "550 no such mailbox", "busy": "451 try later"}[kind]
    os.makedirs(os.path.join(folder, "new"), exist_ok=True)
    controller = Controller(Sink(folder, answers), hostname="127.0.0.1", port=0)
    controller.port = port or free_port()
    controller.start()
    print("ready", controller.port, flush=True)
    sys.stdin.read()
    controller.stop()


def free_port():
    import socket

    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


main()
