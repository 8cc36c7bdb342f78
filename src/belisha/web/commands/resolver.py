"""`belisha resolver`: the resolver alone, with invented closed names and no school: for benchmarks and for trying it out."""

from __future__ import annotations

import time
from argparse import Namespace
from pathlib import Path

from belisha.filtering.alone import Alone, AlreadyRunning, InUse, Ready, closed_name, prepare, run_alone
from belisha.kit import clock
from belisha.web.commands.installation import CHECKOUT, Endpoint, Unusable
from belisha.web.commands.running import write_ready_file

MOST_NAMES = 10_000_000
MEBIBYTE = 1024  # kB, as proc(5) counts


def run(words: Namespace) -> int:
    """Prepare the rules where they are not there yet, answer until Ctrl-C. Raises Unusable for what cannot be done."""
    if not 0 < words.rules <= MOST_NAMES:
        raise Unusable(f"{words.rules} is not a number of names to close: give one from 1 to {MOST_NAMES:,}")
    if words.questions_a_second < 0:
        raise Unusable("the questions a second of one address cannot be below 0: give a number, 0 for no limit")
    folder = Path(words.rules_folder or CHECKOUT / "var" / "resolver" / str(words.rules)).expanduser().absolute()
    dns = Endpoint.from_words(words.dns)
    alone = Alone(folder, ((dns.host, dns.port),), tuple(words.upstream), words.proof_port, words.questions_a_second)
    try:
        if prepare(folder, words.rules, at=clock.now()):
            print(f"Wrote {words.rules:,} invented names into {folder}: the next start finds them there.", flush=True)
        run_alone(alone, now=clock.now, on_ready=lambda ready: _announce(ready, words))
    except (AlreadyRunning, InUse, ValueError) as fault:
        raise Unusable(str(fault)) from fault
    except BrokenPipeError:
        raise  # whoever read what it says has read enough: `main` ends quietly
    except OSError as fault:
        raise Unusable(f"the resolver cannot start ({fault.strerror or fault}): choose another address with --dns HOST:PORT") from fault
    return 0


def _announce(ready: Ready, words: Namespace) -> None:
    """Say where it listens, and write the ready file."""
    host, port = ready.listen[0]
    proof = f"{ready.proof[0]}:{ready.proof[1]}" if ready.proof else ""
    taken, memory = _seconds_since_start(), _memory()
    print(
        f"The resolver answers alone, {taken:.2f} s after its start: {words.rules:,} names closed, {memory} MB of memory.\n"
        f"  questions (UDP and TCP)   {host}:{port}\n"
        f"  proof listener            {proof}\n"
        f"  control socket            {ready.socket_path}\n"
        f"  a pupil's device asks     dig @{host} -p {port} -b 127.0.0.1 {closed_name(0)}\n"
        f"  a teacher's device asks   dig @{host} -p {port} -b 127.0.2.5 {closed_name(0)}",
        flush=True,
    )
    if words.ready_file:
        facts = {"dns": f"{host}:{port}", "proof": proof, "control": str(ready.socket_path), "names": words.rules, "memory_mb": memory}
        write_ready_file(Path(words.ready_file).expanduser().absolute(), facts)


def _seconds_since_start() -> float:
    """How long ago this process began, to a hundredth. Source: proc_pid_stat(5), field 22."""
    ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
    return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / 100  # USER_HZ is 100 on Linux


def _memory() -> int:
    """Proportional memory of this process, MB. Source: proc_pid_smaps(5)."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) // MEBIBYTE
