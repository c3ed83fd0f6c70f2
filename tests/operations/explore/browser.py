"""A headless Chromium that tests drive over its own pipe, without a driver to install."""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Message = dict[str, Any]

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")

_KEYS = {
    "Enter": ("Enter", 13, "\r"),
    "Escape": ("Escape", 27, ""),
    "Tab": ("Tab", 9, ""),
    "ArrowDown": ("ArrowDown", 40, ""),
    "ArrowUp": ("ArrowUp", 38, ""),
    "/": ("Slash", 191, "/"),
}

_OPTIONS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--hide-scrollbars", "--no-first-run", "--remote-debugging-pipe"),
)
_AT_3_AND_4 = """
import fcntl, os, sys
read, write = (fcntl.fcntl(int(each), fcntl.F_DUPFD, 10) for each in sys.argv[1:3])
os.dup2(read, 3)
os.dup2(write, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""A program that becomes the browser, which reads commands from descriptor 3 and answers on 4."""


class Browser:
    """One tab of a browser."""

    def __init__(self, process: "subprocess.Popen[bytes]", to: int, back: int) -> None:
        self._process, self._to, self._back = process, to, back
        self._buffer, self._number, self._session = b"", 0, ""
        self.complaints: list[str] = []
        """Errors and warnings of the console, of scripts, and of the page's own policy."""
        self.requests: list[str] = []
        """Addresses that the page asked for, its own apart."""
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **parameters: Any) -> Message:
        """Sends a command, and returns its result."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer["error"]
                result: Message = answer["result"]
                return result
            self._notice(answer)

    def _read(self) -> Message:
        while b"\0" not in self._buffer:
            part = os.read(self._back, 1 << 20)
            assert part, "the browser has ended"
            self._buffer += part
        text, _, self._buffer = self._buffer.partition(b"\0")
        message: Message = json.loads(text)
        return message

    def _notice(self, event: Message) -> None:
        parameters = event.get("params", {})
        match event.get("method"):
            case "Runtime.exceptionThrown":
                self.complaints.append(json.dumps(parameters["exceptionDetails"])[:500])
            case "Log.entryAdded" if parameters["entry"]["level"] in ("error", "warning"):
                self.complaints.append(str(parameters["entry"]["text"]))
            case "Runtime.consoleAPICalled" if parameters["type"] in ("error", "warning"):
                self.complaints.append(json.dumps(parameters["args"])[:500])
            case "Network.requestWillBeSent":
                self.requests.append(str(parameters["request"]["url"]))

    def size(self, width: int, height: int, *, dark: bool = False) -> None:
        """Sets the window, and which colours the system asks for."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", features=[scheme])

    def open(self, file: Path, address: str = "") -> None:
        """Opens a file, at an address within it."""
        self.send("Page.navigate", url="about:blank")
        self.send("Page.navigate", url=f"{file.as_uri()}{address}")
        self.until("document.readyState === 'complete' && document.querySelector('h2') !== null")

    def until(self, expression: str) -> None:
        """Waits until an expression is true."""
        waited = f"""new Promise((done) => {{
            let turns = 0;
            const look = () => (({expression}) ? done(true)
                : turns++ > 400 ? done(false) : setTimeout(look, 25));
            look();
        }})"""
        assert self.value(waited), f"never became true: {expression}"

    def value(self, expression: str) -> Any:
        """Returns the value of an expression, once it is known."""
        answer = self.send(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def go(self, address: str) -> None:
        """Follows an address within the page."""
        self.value(f"void (location.hash = {json.dumps(address)})")
        self.settle()

    def settle(self) -> None:
        """Waits until what was asked for is drawn."""
        self.value("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))")

    def type(self, text: str) -> None:
        """Types a text into what has the focus."""
        self.send("Input.insertText", text=text)

    def press(self, key: str, *, times: int = 1) -> None:
        """Presses a key."""
        code, number, text = _KEYS[key]
        common = {"key": key, "code": code, "windowsVirtualKeyCode": number}
        for _ in range(times):
            kind = "keyDown" if text else "rawKeyDown"
            typed = {"text": text} if text else {}
            self.send("Input.dispatchKeyEvent", type=kind, **common, **typed)
            self.send("Input.dispatchKeyEvent", type="keyUp", **common)
        self.settle()

    def click(self, selector: str) -> None:
        """Clicks in the middle of the first element of a selector, as a mouse does."""
        box = self.value(
            f"""(() => {{
                const found = document.querySelector({json.dumps(selector)});
                found.scrollIntoView({{block: "center"}});
                const box = found.getClientRects()[0];
                return [box.x + box.width / 2, box.y + box.height / 2];
            }})()"""
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.send(
                "Input.dispatchMouseEvent",
                type=kind,
                x=box[0],
                y=box[1],
                button="left",
                clickCount=1,
            )
        self.settle()

    def picture(self, file: Path, *, whole: bool = False) -> None:
        """Writes a picture of the window, or of the whole page."""
        shot = self.send("Page.captureScreenshot", captureBeyondViewport=whole)
        file.write_bytes(base64.b64decode(shot["data"]))


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser that ends with the block."""
    assert CHROMIUM is not None
    to_read, to_write = os.pipe()
    back_read, back_write = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [
                *(sys.executable, "-c", _AT_3_AND_4, str(to_read), str(back_write), CHROMIUM),
                *_OPTIONS,
                f"--user-data-dir={profile}",
            ],
            pass_fds=(to_read, back_write),
            stderr=subprocess.DEVNULL,
        )
        os.close(to_read)
        os.close(back_write)
        try:
            yield Browser(process, to_write, back_read)
        finally:
            os.close(to_write)
            os.close(back_read)
            process.kill()
            process.wait()
