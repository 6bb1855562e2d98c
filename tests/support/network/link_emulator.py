#!/usr/bin/env python3
"""A bad network, for tests and measurements: two network namespaces and a line between them that delays, loses and limits.

usage: link_emulator.py [NAME=VALUE ...]

Both ends are a TUN device in a namespace that belongs to this process alone: nothing of the machine's network is touched,
any number may run side by side, and all is gone with the process and with those that entered. It prints one line when it
is up, by which others enter with nsenter(1) --net=PATH or setns(2):

    ready near=/proc/PID/fd/N near_address=10.0.0.1 far=/proc/PID/fd/M far_address=10.0.0.2

Each line of standard input changes what it names and is answered with "set". It ends with its standard input.

    delay_ms      how long a packet is under way, in each direction: half the round trip
    jitter_ms     how much that varies, up or down; packets keep their order
    loss_percent  packets that are lost, in each direction, each by itself
    rate_kbit     kilobits a second in each direction; 0: no limit
    queue_ms      how long a packet may wait for its turn under a rate; it is dropped rather than wait longer
    down          1: nothing passes, and nobody is told

Needs root and /dev/net/tun. The kernel's own netem would do better, but is not built into every kernel.
"""

import ctypes
import fcntl
import heapq
import os
import random
import select
import socket
import struct
import sys
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
SIOCSIFFLAGS, SIOCSIFADDR, SIOCSIFNETMASK, SIOCSIFMTU, SIOCSIFTXQLEN = 0x8914, 0x8916, 0x891C, 0x8922, 0x8943
IFF_UP, IFF_RUNNING = 0x1, 0x40

DEVICE = b"line0"
ADDRESSES = ("10.0.0.1", "10.0.0.2")
MTU_BYTES = 1500
# What the kernel keeps while this process waits for a processor: too little would be a loss that nobody asked for.
DEVICE_QUEUE_PACKETS = 10_000
MOST_PACKETS_UNDER_WAY = 200_000
READS_IN_A_ROW = 64

libc = ctypes.CDLL(None, use_errno=True)


def interface_request(request, name, octets):
    """One ioctl of netdevice(7), in the namespace that this process is in."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        fcntl.ioctl(asker, request, struct.pack("16s24s", name, octets))


def address_octets(address):
    return struct.pack("=HH4s", socket.AF_INET, 0, socket.inet_aton(address))


def make_end(address):
    """A namespace with a loopback and one end of the line. Returns (descriptor of the namespace, of the device)."""
    if libc.unshare(CLONE_NEWNET):
        error = ctypes.get_errno()
        raise OSError(error, f"a network namespace cannot be made, which needs root: {os.strerror(error)}")
    namespace = os.open("/proc/self/ns/net", os.O_RDONLY)
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", DEVICE, IFF_TUN | IFF_NO_PI))
    interface_request(SIOCSIFADDR, DEVICE, address_octets(address))
    interface_request(SIOCSIFNETMASK, DEVICE, address_octets("255.255.255.0"))
    interface_request(SIOCSIFMTU, DEVICE, struct.pack("=i", MTU_BYTES))
    interface_request(SIOCSIFTXQLEN, DEVICE, struct.pack("=i", DEVICE_QUEUE_PACKETS))
    for name in (DEVICE, b"lo"):
        interface_request(SIOCSIFFLAGS, name, struct.pack("=h", IFF_UP | IFF_RUNNING))
    return namespace, device


class Conditions:
    """What the line is like now."""

    def __init__(self):
        self.delay_ms = self.jitter_ms = self.loss_percent = self.rate_kbit = self.down = 0.0
        self.queue_ms = 500.0

    def change(self, words):
        for word in words:
            name, _, value = word.partition("=")
            if name not in vars(self):
                raise ValueError(f"there is no condition {name!r}")
            setattr(self, name, float(value))


class Direction:
    """One way along the line: when a packet that enters now comes out, if it does."""

    def __init__(self, conditions, seed):
        self._conditions = conditions
        self._random = random.Random(seed)
        self._free_at = 0.0  # when the last packet has been put on the line
        self._last_out = 0.0

    def arrival(self, size_bytes, now):
        """The time at which the packet arrives, or None: it is lost."""
        is_now = self._conditions
        if is_now.down or self._random.random() * 100 < is_now.loss_percent:
            return None
        sent = now
        if is_now.rate_kbit:
            begins = max(now, self._free_at)
            if (begins - now) * 1000 > is_now.queue_ms:
                return None
            sent = self._free_at = begins + size_bytes * 8 / (is_now.rate_kbit * 1000)
        delay_ms = max(0.0, is_now.delay_ms + self._random.uniform(-1, 1) * is_now.jitter_ms)
        self._last_out = max(self._last_out, sent + delay_ms / 1000)
        return self._last_out


def carry(devices, conditions):
    """Moves packets from each device to the other until standard input ends."""
    directions = [Direction(conditions, seed) for seed in range(2)]
    under_way = []  # (arrival, number, device to write to, packet)
    number = 0
    orders = b""
    waiting = select.poll()
    for descriptor in (*devices, sys.stdin.fileno()):
        waiting.register(descriptor, select.POLLIN)
    while True:
        now = time.monotonic()
        while under_way and under_way[0][0] <= now:
            _, _, device, packet = heapq.heappop(under_way)
            try:
                os.write(device, packet)
            except OSError:
                pass  # a full device loses packets, as any would
        timeout_ms = max(0, int((under_way[0][0] - now) * 1000 + 0.5)) if under_way else None
        for descriptor, _ in waiting.poll(timeout_ms):
            if descriptor == sys.stdin.fileno():
                read = os.read(descriptor, 4096)
                if not read:
                    return
                *lines, orders = (orders + read).split(b"\n")
                for line in lines:
                    conditions.change(line.decode().split())
                    print("set", flush=True)
                continue
            side = devices.index(descriptor)
            now = time.monotonic()
            for _ in range(READS_IN_A_ROW):
                try:
                    packet = os.read(descriptor, 65536)
                except BlockingIOError:
                    break
                arrival = directions[side].arrival(len(packet), now)
                if arrival is not None and len(under_way) < MOST_PACKETS_UNDER_WAY:
                    number += 1
                    heapq.heappush(under_way, (arrival, number, devices[1 - side], packet))


def main():
    conditions = Conditions()
    conditions.change(sys.argv[1:])
    ends = [make_end(address) for address in ADDRESSES]
    words = []
    for name, address, (namespace, _) in zip(("near", "far"), ADDRESSES, ends):
        words.append(f"{name}=/proc/{os.getpid()}/fd/{namespace} {name}_address={address}")
    print("ready", *words, flush=True)
    carry([device for _, device in ends], conditions)


main()
