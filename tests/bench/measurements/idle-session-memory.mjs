// What a session that nobody types in costs the relay's memory. Each has carried 64 KiB before it falls idle, so that memory taken at
// the first octets and not given back is seen.
import { setTimeout as delay } from "node:timers/promises";
import { openDescriptors, pssKiB } from "../support/processes-cost.mjs";
import { startCarriers } from "../support/standin.mjs";

const sessions = 1_000;
const greetingOctets = 64 * 1024;
/** How many are opened at once. */
const batch = 50;
/** What is freed late (timers, deferred acks) has been freed by then. */
const settleMs = 2_000;

async function measureCarrier({ pid, open }) {
  // The first session brings what a process takes once, such as its threads' heaps and the code that runs for the first time.
  const first = await openIdle(open);
  await delay(settleMs);
  const before = { pss: pssKiB(pid), descriptors: openDescriptors(pid) };
  const links = [];
  while (links.length < sessions) {
    links.push(...(await Promise.all(Array.from({ length: batch }, () => openIdle(open)))));
  }
  await delay(settleMs);
  const after = { pss: pssKiB(pid), descriptors: openDescriptors(pid) };
  await Promise.all(links.map((link) => link.close()));
  await delay(settleMs);
  // The relay keeps the sessions, for whoever may come back for them.
  const detached = pssKiB(pid);
  await first.close();
  return {
    detachedEach: (detached - before.pss) / sessions,
    each: (after.pss - before.pss) / sessions,
    descriptors: (after.descriptors - before.descriptors) / sessions,
    before: before.pss,
    after: after.pss,
  };
}

async function openIdle(open) {
  let greeted;
  const greeting = new Promise((resolve) => {
    greeted = resolve;
  });
  const link = open((octets) => {
    if (octets >= greetingOctets) greeted();
  });
  await link.opened;
  link.send(Buffer.from("hello"));
  await greeting;
  return link;
}

export const names = ["idle_session_memory"];

/** @param {import("../support/bench.mjs").Bench} bench */
export async function measure(bench) {
  const limits = [
    "[limits]",
    "links = 4096",
    "links_per_address = 4096",
    "connections_per_address = 4096",
    "detached_sessions_per_user = 4096",
  ];
  const carriers = await startCarriers(bench, "greet", limits);
  const pump = await measureCarrier(carriers.pump);
  const relay = await measureCarrier(carriers.relay);
  await carriers.end();
  return [
    {
      name: "idle_session_memory",
      value: relay.each,
      baseline: pump.each,
      ratio: relay.each / pump.each,
      sessions,
      descriptors_per_session: relay.descriptors,
      without_a_socket_kib: relay.detachedEach,
      pss_kib: { with_one_session: relay.before, with_all: relay.after },
      note: "PSS; sockets' buffers are the kernel's and not in it. The baseline is a bare WebSocket pump in Node.",
    },
  ];
}
