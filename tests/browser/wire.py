"""A wire to the live server that a test can cut and mend: the server is gone, then it is back."""

import contextlib
import socket
import threading


def hang_up(end):
    """Close a socket that another thread may be reading from: closing alone would leave it waiting."""
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


class Wire:
    """A wire from the browser to the server. Cut, it is a server that is stopped: open connections end, new ones are
    refused; the live server itself cannot be started again."""

    def __init__(self, target):
        self.target, self.port, self.pairs = target, 0, []
        self.lock = threading.Lock()  # whoever is let in before the cut is cut as well
        self.mend()

    def mend(self):
        self.door = socket.create_server(("127.0.0.1", self.port))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self.admit, args=(self.door,), daemon=True).start()

    def admit(self, door):
        while True:
            try:
                caller, _address = door.accept()
            except OSError:
                return
            with self.lock:
                if door is self.door:
                    self.join(caller, socket.create_connection(self.target))
                else:
                    caller.close()

    def join(self, caller, server):
        self.pairs += [caller, server]
        for one, other in ((caller, server), (server, caller)):
            threading.Thread(target=self.carry, args=(one, other), daemon=True).start()

    @staticmethod
    def carry(one, other):
        try:
            while data := one.recv(65536):
                other.sendall(data)
        except OSError:
            pass
        finally:
            hang_up(other)

    def cut(self):
        with self.lock:
            for each in [self.door, *self.pairs]:
                hang_up(each)
            self.door, self.pairs = None, []
