"""Textual's driver for terminals, but told to stop reading keys it stops at once.

Textual looks every tenth of a second whether it should stop, and waits a tenth more for what cannot come any more. Whoever
quits or suspends would wait for both. And where the terminal is gone without a signal (a container's session that breaks off), it would
read nothing for ever, as fast as it can: here that ends the program.
"""

import errno
import os
import selectors
from codecs import getincrementaldecoder
from typing import Any

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

TICK_SECONDS = 0.1
"""So often it is looked whether an escape stands for itself, as in Textual."""
AT_ONCE = 4_096
"""Bytes that are read at a time, as in Textual."""


class Terminal(LinuxDriver):
    """The terminal that the interface runs in."""

    def __init__(self, *given: Any, **named: Any) -> None:  # Textual's own signature
        super().__init__(*given, **named)
        self._told, self._tell = os.pipe()

    def disable_input(self) -> None:
        """Stop reading keys, and wait until nothing is read any more."""
        if self._key_thread is not None and self._key_thread.is_alive():
            os.write(self._tell, b".")
        super().disable_input()

    def run_input_thread(self) -> None:
        """Hand on what is typed until it is told to stop."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")().decode
        with selectors.SelectSelector() as selector:
            for each in (self.fileno, self._told):
                selector.register(each, selectors.EVENT_READ)
            while True:
                ready = {key.fd for key, _ in selector.select(TICK_SECONDS)}
                if self._told in ready:
                    os.read(self._told, AT_ONCE)
                    return
                read = self._read() if self.fileno in ready else b""
                if self.fileno in ready and not read:
                    self._loop.call_soon_threadsafe(getattr(self._app, "leave", self._app.exit))
                    return
                typed = decode(read)
                for event in (*(parser.feed(typed) if typed else ()), *parser.tick()):
                    self.process_message(event)

    def _read(self) -> bytes:
        """What was typed; nothing where the terminal is gone."""
        try:
            return os.read(self.fileno, AT_ONCE)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            return b""
