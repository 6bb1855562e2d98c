// The way to the relay: names, ports, certificates, and what answers in its place.
import { startApache, startCaddy, startHaproxy, startNginx } from "../../support/proxies.mjs";
import {
  apache,
  caddy,
  droppingPort,
  haproxy,
  http2Server,
  httpServer,
  nginx,
  nginxUpgrade,
  tcpServer,
} from "../support/set-ups.mjs";

const day = 24 * 3600 * 1000;
const ago = (days) => new Date(Date.now() - days * day);
const relayed = (relay) => `location / { proxy_pass http://127.0.0.1:${relay}; ${nginxUpgrade()} }`;

/** nginx with TLS, and a certificate that is wrong in one way. */
const withCertificate = (options) => ({
  scheme: "https",
  start: async (ground, port) => {
    const tls = await ground.authority.issue(options);
    return startNginx(
      ground.processes,
      ground.folder.path,
      port,
      nginx({ listen: port, tls, server: relayed(ground.relay.port) }),
    );
  },
});
/** HAProxy with TLS, whose clock seems to be off by this much from the one here. */
const withClock = (seconds, options) => ({
  scheme: "https",
  start: async (ground, port) => {
    const { both } = await ground.authority.issue(options);
    const text = haproxy({
      listen: port,
      relay: ground.relay.port,
      bind: `ssl crt ${both}`,
      frontend: `http-response set-header Date %[date(${seconds}),http_date]`,
    });
    return startHaproxy(ground.processes, ground.folder.path, port, text);
  },
});
const viaNginx = (server, more = {}) => ({
  start: (ground, port) =>
    startNginx(ground.processes, ground.folder.path, port, nginx({ listen: port, server: server(ground), ...more })),
});

export const paths = [
  {
    name: "a name that does not resolve",
    url: () => "https://no-such-name.invalid/",
    expect: { code: 10, finding: ["name_not_found", "name_lookup_failed"] },
  },
  { name: "a port that nobody listens on", expect: { code: 11, finding: "tcp_refused" } },
  {
    name: "a port whose packets are dropped",
    start: async (ground, port) => ground.keep(await droppingPort(port)),
    expect: { code: 11, finding: "tcp_timed_out" },
  },
  {
    name: "plain HTTP on a port that is named https",
    scheme: "https",
    ...viaNginx((ground) => relayed(ground.relay.port)),
    expect: { code: 12, finding: "tls_not_spoken" },
  },
  {
    name: "a port that is named https and says nothing",
    scheme: "https",
    start: async (ground, port) => ground.keep(await tcpServer(port, () => {})),
    expect: { code: 12, finding: "tls_timed_out" },
  },
  {
    name: "a port that is named https and hangs up",
    scheme: "https",
    start: async (ground, port) => ground.keep(await tcpServer(port, (socket) => socket.end())),
    expect: { code: 12, finding: "tls_closed" },
  },
  {
    name: "a certificate that has expired",
    ...withCertificate({ begin: ago(30), end: ago(2) }),
    expect: { code: 12, finding: "tls_certificate_expired" },
  },
  {
    name: "a certificate that is not valid yet",
    ...withCertificate({ begin: ago(-2), end: ago(-20) }),
    expect: { code: 12, finding: "tls_certificate_not_yet_valid", seen: "this machine's clock says" },
  },
  {
    name: "a clock here that is days ahead of the server's, so that its certificate seems to have expired",
    ...withClock(-3 * 24 * 3600, { begin: ago(30), end: ago(2) }),
    expect: { code: 12, finding: "tls_clock_wrong", seen: "by the server's the certificate is valid" },
  },
  {
    name: "a clock here that is days behind the server's, so that its certificate seems not to be valid yet",
    ...withClock(3 * 24 * 3600, { begin: ago(-2), end: ago(-20) }),
    expect: { code: 12, finding: "tls_clock_wrong", seen: "by the server's the certificate is valid" },
  },
  {
    name: "a certificate that has expired, from a server whose clock is only a little behind",
    ...withClock(-3600, { begin: ago(30), end: ago(2) }),
    expect: { code: 12, finding: "tls_certificate_expired" },
  },
  {
    name: "a server whose clock is hours behind the one here",
    ...withClock(-5 * 3600),
    expect: { code: 0, note: "http_clock_differs" },
  },
  {
    name: "a certificate of an authority whose own has expired",
    scheme: "https",
    start: async (ground, port) => {
      await ground.authority.addIntermediate("old", { begin: ago(30), end: ago(2) });
      const tls = await ground.authority.issue({ by: "old" });
      const text = nginx({ listen: port, tls, server: relayed(ground.relay.port) });
      return startNginx(ground.processes, ground.folder.path, port, text);
    },
    expect: { code: 12, finding: "tls_issuer_out_of_date", seen: "one that it is signed by" },
  },
  {
    name: "a certificate for another name",
    ...withCertificate({ names: ["other.example.org"] }),
    expect: { code: 12, finding: "tls_wrong_name", seen: "other.example.org" },
  },
  {
    name: "a certificate that is signed by itself",
    ...withCertificate({ selfSigned: true }),
    expect: { code: 12, finding: "tls_self_signed" },
  },
  {
    name: "a certificate without the one of its issuer",
    ...withCertificate({ chain: false }),
    expect: { code: 12, finding: "tls_chain_incomplete" },
  },
  {
    name: "a certificate of an authority that nobody knows",
    scheme: "https",
    trusting: () => [],
    start: (ground, port) =>
      startNginx(
        ground.processes,
        ground.folder.path,
        port,
        nginx({ listen: port, tls: ground.certificate, server: relayed(ground.relay.port) }),
      ),
    expect: { code: 12, finding: "tls_issuer_unknown" },
  },
  {
    name: "a server that speaks TLS 1.1 at most",
    scheme: "https",
    start: (ground, port) =>
      startHaproxy(
        ground.processes,
        ground.folder.path,
        port,
        haproxy({
          listen: port,
          relay: ground.relay.port,
          bind: `ssl crt ${ground.certificate.both} ssl-min-ver TLSv1.0 ssl-max-ver TLSv1.1 ciphers ALL:@SECLEVEL=0`,
        }),
      ),
    expect: { code: 12, finding: "tls_alert" },
  },
  {
    name: "https on a port that is named http (nginx)",
    start: (ground, port) =>
      startNginx(
        ground.processes,
        ground.folder.path,
        port,
        nginx({ listen: port, tls: ground.certificate, server: relayed(ground.relay.port) }),
      ),
    expect: { code: 13, finding: "http_tls_expected" },
  },
  {
    name: "https on a port that is named http (Caddy)",
    start: (ground, port) =>
      startCaddy(
        ground.processes,
        ground.folder.path,
        port,
        caddy({ listen: port, tls: ground.certificate, site: `reverse_proxy 127.0.0.1:${ground.relay.port}` }),
      ),
    expect: { code: 13, finding: "http_tls_expected" },
  },
  {
    name: "https on a port that is named http (Apache)",
    start: (ground, port) =>
      startApache(
        ground.processes,
        ground.folder.path,
        port,
        apache({
          listen: port,
          host: `SSLEngine on\n SSLCertificateFile ${ground.certificate.certificate}\n SSLCertificateKeyFile ${ground.certificate.key}`,
        }),
      ),
    expect: { code: 13, finding: "http_tls_expected" },
  },
  {
    name: "http that is redirected to https",
    ...viaNginx(() => "return 301 https://$host$request_uri;"),
    expect: { code: 13, finding: "http_to_https" },
  },
  {
    name: "everything redirected to a sign-in",
    ...viaNginx(() => "return 302 https://sso.example.org/login;"),
    expect: { code: 13, finding: "http_sign_in" },
  },
  {
    name: "basic authentication in front of all",
    ...viaNginx(() => "location / { return 401; }"),
    expect: { code: 13, finding: "http_sign_in" },
  },
  {
    name: "nginx with its welcome page and nothing else",
    ...viaNginx(() => 'location = / { return 200 "Welcome to nginx!"; } location / { return 404; }'),
    expect: {
      code: 13,
      finding: "http_not_forwarded",
      proxy: "nginx",
      line: "location / { proxy_pass http://127.0.0.1:8022; }",
    },
  },
  {
    name: "the fallback of a single-page application for everything",
    ...viaNginx(() => 'location / { default_type text/html; return 200 "<!doctype html><title>Ours</title>"; }'),
    expect: {
      code: 13,
      finding: "http_not_the_relay",
      proxy: "nginx",
      line: "location / { proxy_pass http://127.0.0.1:8022; }",
    },
  },
  {
    name: "nginx whose relay is down",
    ...viaNginx((ground) => relayed(ground.nodes.refusing)),
    expect: { code: 13, finding: "http_bad_gateway", proxy: "nginx", line: "proxy_pass http://127.0.0.1:8022;" },
  },
  {
    name: "HAProxy whose relay is down",
    start: (ground, port) =>
      startHaproxy(ground.processes, ground.folder.path, port, haproxy({ listen: port, relay: ground.nodes.refusing })),
    expect: { code: 13, finding: "http_bad_gateway", proxy: "haproxy", line: "server relay 127.0.0.1:8022 check" },
    limit: "8s", // it tries a few times
  },
  {
    name: "Caddy whose relay is down",
    start: (ground, port) =>
      startCaddy(
        ground.processes,
        ground.folder.path,
        port,
        caddy({ listen: port, site: `reverse_proxy 127.0.0.1:${ground.nodes.refusing}` }),
      ),
    expect: { code: 13, finding: "http_bad_gateway", proxy: "caddy", line: "reverse_proxy 127.0.0.1:8022" },
  },
  {
    name: "Apache whose relay is down",
    start: (ground, port) =>
      startApache(
        ground.processes,
        ground.folder.path,
        port,
        apache({ listen: port, host: `ProxyPass "/" "http://127.0.0.1:${ground.nodes.refusing}/" upgrade=websocket` }),
      ),
    expect: {
      code: 13,
      finding: "http_bad_gateway",
      proxy: "apache",
      line: 'ProxyPass "/" "http://127.0.0.1:8022/" upgrade=websocket',
    },
  },
  {
    name: "nginx whose relay hangs",
    ...viaNginx((ground) => `proxy_read_timeout 1s; ${relayed(ground.nodes.silent)}`),
    expect: { code: 13, finding: "http_gateway_timeout", proxy: "nginx", line: "proxy_pass http://127.0.0.1:8022;" },
  },
  {
    name: "a server that takes HTTP and never answers",
    start: async (ground, port) => ground.keep(await httpServer(port, () => {})),
    expect: { code: 13, finding: "http_timed_out" },
  },
  {
    name: "another protocol at the port",
    start: async (ground, port) =>
      ground.keep(await tcpServer(port, (socket) => socket.write("220 mail.example.org ESMTP\r\n"))),
    expect: { code: 13, finding: "http_not_http" },
  },
  {
    name: "an address below a path whose prefix is not taken off",
    base: "/tools/ssh/",
    ...viaNginx(
      (ground) => `location /tools/ssh/ { proxy_pass http://127.0.0.1:${ground.relay.port}; ${nginxUpgrade()} }`,
    ),
    expect: {
      code: 13,
      finding: "http_not_forwarded",
      proxy: "nginx",
      line: "location /tools/ssh/ { proxy_pass http://127.0.0.1:8022/; }",
    },
  },
  {
    name: "only HTTP/2, without WebSockets",
    scheme: "https",
    start: async (ground, port) => ground.keep(await http2Server(port, ground.certificate)),
    expect: { code: 15, finding: "upgrade_http2_only" },
  },
  {
    name: "HTTP/2 that offers extended CONNECT and refuses it",
    scheme: "https",
    start: async (ground, port) =>
      ground.keep(await http2Server(port, { ...ground.certificate, extendedConnect: true })),
    expect: { code: 15, finding: "upgrade_http2_broken" },
  },
];
