"""Ends with a sentence when nothing can be served on the port of 127.0.0.1 that the argument names."""

import socket
import sys


def problem(text: str) -> str:
    """Return why the port that the text names can't be served on, as a sentence, or nothing where it can."""
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) < 65536):
        return f"PORT is {text!r}, which is no port. Choose a number from 1024 to 65535, like PORT=8001."
    with socket.socket() as attempt:
        # As the server will ask for it: connections that have just ended don't count.
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", int(text)))
        except PermissionError:
            return f"Port {text} is not yours to serve on. Choose one from 1024 up, like PORT=8001."
        except OSError:
            return (
                f"Port {text} is taken, perhaps by a Coop that runs already: http://127.0.0.1:{text}/."
                " Stop that, or choose another one, like `make run PORT=8001`."
            )
    return ""


if __name__ == "__main__":
    sys.exit(problem(sys.argv[1]) or 0)
