"""The process that parses HTML: started with the first page, kept for all, killed and replaced when a page is too much for it.

Parent and child talk over pipes. A request is a header (seconds, megabytes, bytes of the page) and the page; an answer is
a length and JSON. The child sets itself an alarm and a limit of memory for each page: the kernel keeps both even when the
parser is lost in native code, and also when the parent is gone. A page costs 0.1 ms more than parsing it here.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from extract.errors import BadMaterial
from extract.ingest.plain_text import superscript
from extract.limits import Limits

REQUEST, ANSWER = struct.Struct("<dQQ"), struct.Struct("<Q")
REMEDY = "Save the article alone, as .txt or .md"


class Parser:
    """The parent's end."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.lock = threading.Lock()

    def parse(self, data: bytes, limits: Limits) -> dict[str, Any]:
        """Text and metadata of a page; BadMaterial `parser-timeout`, `parser-memory` or `parser-crashed`."""
        with self.lock:
            try:
                body = self.exchange(self.running(), data, limits)
            except BaseException:  # Ctrl-C: its answer must not be taken for that of the next page
                self.close()
                raise
            try:
                answer: dict[str, Any] = json.loads(body)
            except ValueError:
                raise self.post_mortem(limits) from None
            if answer.get("error") == "MemoryError":
                self.close()
                raise out_of_memory(limits)
        if "error" in answer:
            raise crashed(answer["error"])
        fields: dict[str, Any] = answer["fields"]
        return fields

    @staticmethod
    def exchange(process: subprocess.Popen[bytes], data: bytes, limits: Limits) -> bytes:
        """Send a page, and receive the answer; cut or empty when the child dies of it."""
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(REQUEST.pack(limits.parse_seconds, limits.parse_megabytes << 20, len(data)) + data)
            process.stdin.flush()
        except BrokenPipeError:
            return b""
        length = process.stdout.read(ANSWER.size)
        return process.stdout.read(ANSWER.unpack(length)[0]) if len(length) == ANSWER.size else b""

    def running(self) -> subprocess.Popen[bytes]:
        """The child, a new one where there is none or it has died."""
        if self.process is None or self.process.poll() is not None:
            self.close()
            # -P: a json.py in the working directory is not to be imported. A session of its own: Ctrl-C is the parent's.
            command = [sys.executable, "-P", "-m", "extract.ingest.parser"]
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
            )
        return self.process

    def post_mortem(self, limits: Limits) -> BadMaterial:
        """Why the child gave no answer; it is gone afterwards."""
        assert self.process is not None
        try:
            status = self.process.wait(limits.parse_seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        self.close()
        if status == -signal.SIGALRM:
            remedy = f"{REMEDY}; or raise NEWSLEDGER_PARSE_SECONDS and touch the file."
            return BadMaterial("parser-timeout", f"the parser was stopped after {limits.parse_seconds:g} s", remedy)
        return crashed(signal.Signals(-status).name if status < 0 else f"exit code {status}")

    def close(self) -> None:
        """Stop the child, whatever it is doing."""
        process, self.process = self.process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        process.kill()
        process.wait()


def out_of_memory(limits: Limits) -> BadMaterial:
    remedy = f"{REMEDY}; or raise NEWSLEDGER_PARSE_MEGABYTES and touch the file."
    return BadMaterial("parser-memory", f"the parser needed more than {limits.parse_megabytes} MB", remedy)


def crashed(how: str) -> BadMaterial:
    return BadMaterial("parser-crashed", f"the parser died of this page: {how}", f"{REMEDY}.")


DEEPEST = 250
"""Levels of elements that are read; libxml2 quietly leaves out all that follows the 256th."""
PARSER = Parser()
parse = PARSER.parse
atexit.register(PARSER.close)


# ------------------------------------------------------------- the child's end
def page_fields(data: bytes) -> dict[str, Any]:
    """The fields of an article, as trafilatura finds them; no text when it finds no article."""
    import trafilatura
    from trafilatura.settings import Document

    tree = trafilatura.load_html(data)
    if tree is None:
        return {}
    if tree.xpath(f"boolean({'/*' * DEEPEST})"):
        return {"too_deep": True}
    for raised in tree.xpath(".//sup"):
        before = raised.getprevious()
        text = (before.tail or before.text_content()) if before is not None else raised.getparent().text
        mark = raised.text_content()
        if (shown := superscript(text or "", mark.strip())) != mark.strip():
            raised[:], raised.text = [], shown
    language = tree.get("lang")
    page = trafilatura.bare_extraction(tree, with_metadata=True, include_comments=False, favor_precision=True, deduplicate=False)
    if not isinstance(page, Document) or not page.text:
        return {}
    return {
        "title": page.title,
        "author": page.author,
        "published_on": page.date,
        "source": page.sitename,
        "language": language,
        "text": page.text,
    }


def limit_memory(n_bytes: int) -> None:
    """Bound the address space, as far as the system allows."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = n_bytes if hard == resource.RLIM_INFINITY else min(n_bytes, hard)
    with suppress(ValueError, OSError):  # macOS knows the limit and refuses it
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def peak_memory() -> int:
    """Bytes of address space that this process had at most; 0 on systems that do not tell."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmPeak:")), 0)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer each request until there are no more; a page that fills the memory is the last one."""
    import trafilatura  # noqa: F401  (loaded before the first alarm is set)

    while len(header := requests.read(REQUEST.size)) == REQUEST.size:
        seconds, n_bytes, length = REQUEST.unpack(header)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        limit_memory(n_bytes)
        answer: dict[str, Any]
        try:
            answer = {"fields": page_fields(requests.read(length))}
        except Exception as error:  # whatever a parser raises is a fault of the page
            answer = {"error": f"{type(error).__name__}: {error}"[:200]}
        if peak_memory() > 0.9 * n_bytes:  # lxml goes on with half of a page, or raises what it likes
            answer = {"error": "MemoryError"}
        signal.setitimer(signal.ITIMER_REAL, 0)
        body = json.dumps(answer).encode()
        answers.write(ANSWER.pack(len(body)) + body)
        answers.flush()
        if answer.get("error") == "MemoryError":
            return


def main() -> None:
    """Serve the parent; what a library prints must not get between the answers."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
