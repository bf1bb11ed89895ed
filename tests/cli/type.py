"""Types into an interactive shell, as a person does.

Usage: type.py SETUP KEYS SHELL [ARGUMENTS]

Runs the lines of SETUP, types KEYS (which may hold tabs), lets the shell print
the words of the line that this made, each in brackets, and prints what the
terminal shows from the KEYS on."""
import os
import pty
import select
import signal
import sys
import time


def read_until(fd, mark, limit_s=20):
    """What comes up to and with the mark, or all that comes in time."""
    text = b""
    end = time.monotonic() + limit_s
    while mark not in text and time.monotonic() < end:
        ready, _, _ = select.select([fd], [], [], 0.2)
        if ready:
            try:
                text += os.read(fd, 65536)
            except OSError:
                break
    return text


def main():
    setup, keys, *shell = sys.argv[1:]
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(TERM="dumb", PS1="", HISTFILE="/dev/null")
        os.execvp(shell[0], shell)
    os.write(fd, setup.encode() + b"\nprintf '%s\\n' rea''dy\n")
    read_until(fd, b"ready\r\n")
    os.write(fd, keys.encode() + b"\x01printf '[%s]' \x05 ; printf '%s\\n' en''d\n")
    text = read_until(fd, b"end\r\n")
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    sys.stdout.write(text.decode(errors="replace"))


main()
