// What passes, and how: the page's files, messages, and silence.
import { startApache, startHaproxy, startNginx } from "../../support/proxies.mjs";
import { apache, haproxy, meddler, nginx, nginxUpgrade } from "../support/set-ups.mjs";

const viaNginx = (server) => ({
  start: (ground, port) =>
    startNginx(ground.processes, ground.folder.path, port, nginx({ listen: port, server: server(ground.relay.port) })),
});
const relayed = (relay, lines = "") =>
  `location / { proxy_pass http://127.0.0.1:${relay}; ${nginxUpgrade()} ${lines} }`;
const wasmOnly = (relay, lines) =>
  `${relayed(relay)} location ~ \\.wasm$ { proxy_pass http://127.0.0.1:${relay}; proxy_set_header Host $http_host; ${lines} }`;

const meddling = (how) => ({
  start: async (ground, port) => ground.keep(await meddler(port, ground.relay.port, how)),
});
/** Whether these octets are frames: an answer of HTTP begins otherwise, and is seen first. */
const isFrame = (octets, state, upgraded = 101) => {
  if (octets.subarray(0, 12).toString("latin1") === `HTTP/1.1 ${upgraded}`) {
    state.open = true;
    return false;
  }
  return state.open === true;
};

export const contents = [
  {
    name: "WebAssembly as octets of no type",
    ...viaNginx((relay) =>
      wasmOnly(relay, "proxy_hide_header Content-Type; add_header Content-Type application/octet-stream;"),
    ),
    expect: {
      code: 14,
      finding: "page_wrong_type",
      proxy: "nginx",
      line: "types { application/wasm wasm; text/javascript js mjs; }",
      seen: "application/octet-stream",
    },
  },
  {
    name: "scripts as plain text",
    start: (ground, port) =>
      startHaproxy(
        ground.processes,
        ground.folder.path,
        port,
        haproxy({
          listen: port,
          relay: ground.relay.port,
          backend:
            "http-response set-header Content-Type text/plain if { res.hdr(content-type) -m beg text/javascript }",
        }),
      ),
    expect: { code: 14, proxy: "haproxy", finding: "page_wrong_type", seen: "text/javascript" },
  },
  {
    name: "a rule for file endings that leads to an empty folder",
    ...viaNginx((relay) => `${relayed(relay)} location ~ \\.(js|css|wasm)$ { root /var/empty; }`),
    expect: {
      code: 14,
      finding: "page_file_missing",
      proxy: "nginx",
      line: "location / { proxy_pass http://127.0.0.1:8022; }",
    },
  },
  {
    name: "the fallback of a single-page application in place of the page's files",
    ...viaNginx(
      (relay) => `${relayed(relay)} location /assets/ { default_type text/html; return 200 "<!doctype html>"; }`,
    ),
    expect: {
      code: 14,
      finding: "page_file_is_html",
      proxy: "nginx",
      line: "location / { proxy_pass http://127.0.0.1:8022; }",
    },
  },
  {
    name: "compressed files whose Content-Encoding is taken away",
    ...viaNginx((relay) => relayed(relay, "proxy_hide_header Content-Encoding;")),
    expect: { code: 14, finding: ["page_encoding_wrong"], proxy: "nginx", line: "gzip off;" },
  },
  {
    name: "compressed files that are said to be compressed twice",
    start: (ground, port) =>
      startApache(
        ground.processes,
        ground.folder.path,
        port,
        apache({
          listen: port,
          host: `Header append Content-Encoding gzip "expr=%{REQUEST_URI} =~ /wasm$/"\n ProxyPass "/" "http://127.0.0.1:${ground.relay.port}/" upgrade=websocket`,
        }),
      ),
    expect: { code: 14, finding: "page_encoding_wrong", proxy: "apache", line: "SetEnv no-gzip 1" },
  },
  {
    name: "a Content-Security-Policy of the proxy's own",
    ...viaNginx((relay) => relayed(relay, "add_header Content-Security-Policy \"default-src 'self'\";")),
    expect: { code: 14, finding: "page_policy_blocks", proxy: "nginx" },
  },
  {
    name: "a Content-Security-Policy that is taken away",
    ...viaNginx((relay) => relayed(relay, "proxy_hide_header Content-Security-Policy;")),
    expect: { code: 14, finding: "page_policy_missing", proxy: "nginx" },
  },
  {
    name: "another page at the root",
    ...viaNginx(
      (relay) => `${relayed(relay)} location = / { default_type text/html; return 200 "<h1>Welcome to nginx!</h1>"; }`,
    ),
    expect: {
      code: 14,
      finding: "page_not_ours",
      proxy: "nginx",
      line: "location / { proxy_pass http://127.0.0.1:8022; }",
    },
  },
  {
    name: "a proxy that never passes messages on",
    ...meddling({ fromBrowser: (octets) => (octets[0] === 0x82 ? Buffer.alloc(0) : octets) }),
    expect: { code: 16, finding: "frames_silent" },
  },
  {
    name: "a proxy that gathers small messages before it passes them on",
    ...meddling({
      fromRelay: (octets, state) => {
        if (!isFrame(octets, state)) return octets;
        state.kept = Buffer.concat([state.kept ?? Buffer.alloc(0), octets]);
        if (state.kept.length < 16_384) return Buffer.alloc(0);
        const all = state.kept;
        state.kept = Buffer.alloc(0);
        return all;
      },
    }),
    expect: { code: 16, finding: "frames_withheld" },
  },
  {
    name: "a filter that rewrites what it carries",
    ...meddling({
      fromRelay: (octets, state) => {
        if (!isFrame(octets, state)) return octets;
        const changed = Buffer.from(octets);
        changed[changed.length - 1] ^= 0x20;
        return changed;
      },
    }),
    expect: { code: 16, finding: "frames_changed" },
  },
  {
    name: "compression that nobody asked for",
    ...meddling({
      fromRelay: (octets, state) => {
        if (!isFrame(octets, state)) return octets;
        const changed = Buffer.from(octets);
        changed[0] |= 0x40;
        return changed;
      },
    }),
    expect: { code: 16, finding: "frames_compressed" },
  },
  {
    name: "a limit for messages below a link's frames",
    start: async (ground, port) => {
      const { connect, createServer } = await import("node:net");
      let total;
      const server = createServer((client) => {
        const relay = connect(ground.relay.port, "127.0.0.1");
        let upgraded = false;
        total = 0;
        for (const [from, to] of [
          [client, relay],
          [relay, client],
        ]) {
          from.on("error", () => to.destroy());
          from.on("close", () => to.destroy());
        }
        relay.on("data", (octets) => {
          upgraded ||= octets.subarray(0, 12).toString("latin1") === "HTTP/1.1 101";
          client.write(octets);
        });
        client.on("data", (octets) => {
          total = upgraded ? total + octets.length : 0;
          if (total > 20_000) return client.end(Buffer.from([0x88, 2, 0x03, 0xf1]));
          relay.write(octets);
        });
      });
      await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
      return ground.keep(server);
    },
    expect: { code: 16, finding: "frames_too_large", seen: "64 KiB" },
  },
  {
    name: "nginx that cuts after two seconds of silence",
    args: ["--idle", "4s"],
    ...viaNginx((relay) => relayed(relay, "proxy_read_timeout 2s;")),
    expect: { code: 17, finding: "idle_cut", proxy: "nginx", line: "proxy_read_timeout 1h;", seen: "after 2 s" },
  },
  {
    name: "HAProxy that cuts after two seconds of silence",
    args: ["--idle", "4s"],
    start: (ground, port) =>
      startHaproxy(
        ground.processes,
        ground.folder.path,
        port,
        haproxy({ listen: port, relay: ground.relay.port, defaults: "timeout tunnel 2s" }),
      ),
    expect: { code: 17, proxy: "haproxy", line: "timeout tunnel 1h", finding: "idle_cut", seen: "after 2 s" },
  },
  {
    name: "Apache that cuts after two seconds of silence",
    args: ["--idle", "4s"],
    start: (ground, port) =>
      startApache(
        ground.processes,
        ground.folder.path,
        port,
        apache({
          listen: port,
          host: `Timeout 2\n ProxyTimeout 2\n ProxyPass "/" "http://127.0.0.1:${ground.relay.port}/" upgrade=websocket`,
        }),
      ),
    expect: { code: 17, finding: "idle_cut", proxy: "apache", line: "ProxyTimeout 3600" },
  },
];
