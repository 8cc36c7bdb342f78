"""An authority of our own and name servers over TLS that it vouches for, on loopback."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dns.message
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from belisha.adapters.resolver.tests.running import Served
from belisha.adapters.resolver.upstream.servers import Server

NAME = "dns.provider.example"
LONG_AGO, FAR_AHEAD = datetime(2020, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Authority:
    """Makes certificates; `file` is its own, which whoever trusts it is given."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "authority.pem"

    def vouch_for(self, name: str, *, until: datetime = FAR_AHEAD) -> Path:
        """A file with a certificate for `name` and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _certificate(name, key, self.certificate.subject, self.key, until=until)
        private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        path = self.folder / f"{name}-{certificate.serial_number}.pem"
        path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)
        return path


def authority(folder: Path) -> Authority:
    """A new one, whose certificate lies in `folder`."""
    folder.mkdir(exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "an authority of our own")])
    made = Authority(key, _certificate("", key, subject, key, until=FAR_AHEAD), folder)
    made.file.write_bytes(made.certificate.public_bytes(serialization.Encoding.PEM))
    return made


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, issuer: x509.Name, signer: ec.EllipticCurvePrivateKey, *, until: datetime
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) if name else issuer
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(LONG_AGO, until - timedelta(days=1)))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=not name, path_length=None), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if name:
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    else:
        usage = dict.fromkeys(
            ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
        )
        made = made.add_extension(x509.KeyUsage(digital_signature=True, key_cert_sign=True, crl_sign=True, **usage), critical=True)
    return made.sign(signer, hashes.SHA256())


class TlsUpstream:
    """A name server over TLS. It gathers `together` questions of a connection and answers the last of them first.

    `connections` counts those whose handshake came through; `questions` are the octets of each question.
    """

    def __init__(self, answer: Served, certificate: Path, *, together: int = 1) -> None:
        self.answer = answer
        self.together = together
        self.connections = 0
        self.questions: list[bytes] = []
        self.open: list[ssl.SSLSocket] = []
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._accept)]

    def server(self, name: str = NAME) -> Server:
        """As it is configured."""
        return Server("127.0.0.1", self._listener.getsockname()[1], name)

    def __enter__(self) -> TlsUpstream:
        self._threads[0].start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop.set()
        self.hang_up()
        for thread in self._threads:
            thread.join(5)
        self._listener.close()

    def hang_up(self) -> None:
        """End every connection, as servers do with those that say nothing for a while."""
        for connection in self.open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                plain, _ = self._listener.accept()
            except TimeoutError:
                continue
            thread = threading.Thread(target=self._serve, args=(plain,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, plain: socket.socket) -> None:
        plain.settimeout(5)
        with plain, suppress(OSError):
            with self._context.wrap_socket(plain, server_side=True) as connection:
                self.connections += 1
                self.open.append(connection)
                self._converse(connection)

    def _converse(self, connection: ssl.SSLSocket) -> None:
        stream, waiting = connection.makefile("rb"), []
        while head := stream.read(2):
            waiting.append(stream.read(int.from_bytes(head, "big")))
            self.questions.append(waiting[-1])
            if len(waiting) >= self.together:
                for wire in reversed(waiting):
                    for reply in self.answer(dns.message.from_wire(wire)):
                        connection.sendall(len(reply).to_bytes(2, "big") + reply)
                waiting = []
