// WebSockets that a proxy's configuration loses: the classic mistakes, in each proxy.
import { startApache, startCaddy, startHaproxy, startNginx } from "../../support/proxies.mjs";
import { apache, caddy, haproxy, httpServer, nginx, nginxUpgrade } from "../support/set-ups.mjs";

const viaNginx = (server, http = "") => ({
  start: (ground, port) =>
    startNginx(
      ground.processes,
      ground.folder.path,
      port,
      nginx({ listen: port, http, server: server(ground.relay.port, ground) }),
    ),
});
const viaHaproxy = (parts) => ({
  start: (ground, port) =>
    startHaproxy(
      ground.processes,
      ground.folder.path,
      port,
      haproxy({ listen: port, relay: ground.relay.port, ...parts }),
    ),
});
const viaCaddy = (site) => ({
  start: (ground, port) =>
    startCaddy(ground.processes, ground.folder.path, port, caddy({ listen: port, site: site(ground.relay.port) })),
});
const viaApache = (host, modules) => ({
  start: (ground, port) =>
    startApache(
      ground.processes,
      ground.folder.path,
      port,
      apache({ listen: port, host: host(ground.relay.port) }),
      modules,
    ),
});
const all = (relay, lines) => `location / { proxy_pass http://127.0.0.1:${relay}; ${lines} }`;

export const upgrades = [
  {
    name: "nginx with neither Upgrade nor Connection",
    ...viaNginx((relay) => all(relay, nginxUpgrade(["upgrade", "connection"]))),
    expect: {
      code: 15,
      finding: "upgrade_headers_dropped",
      proxy: "nginx",
      line: "proxy_set_header Upgrade $http_upgrade;",
      seen: "Upgrade, Connection",
    },
  },
  {
    name: "nginx without Upgrade",
    ...viaNginx((relay) => all(relay, nginxUpgrade(["upgrade"]))),
    expect: {
      code: 15,
      finding: "upgrade_headers_dropped",
      proxy: "nginx",
      line: "proxy_set_header Upgrade $http_upgrade;",
      seen: "without its Upgrade (426)",
    },
  },
  {
    name: "nginx without Connection",
    ...viaNginx((relay) => all(relay, nginxUpgrade(["connection"]))),
    expect: {
      code: 15,
      finding: "upgrade_headers_dropped",
      proxy: "nginx",
      line: "proxy_set_header Connection $connection_upgrade;",
      seen: "without its Connection (426)",
    },
  },
  {
    name: "nginx that speaks HTTP/1.0 to the relay",
    ...viaNginx((relay) => all(relay, nginxUpgrade(["version"]))),
    expect: { code: 15, finding: "upgrade_http_1_0", proxy: "nginx", line: "proxy_http_version 1.1;" },
  },
  {
    name: "nginx that puts the upstream's name into Host",
    ...viaNginx((relay) => all(relay, nginxUpgrade(["host"]))),
    expect: {
      code: 14,
      finding: "page_missing",
      proxy: "nginx",
      line: "location / { proxy_pass http://127.0.0.1:8022; }",
    },
  },
  {
    name: "nginx that puts the upstream's name into Host for WebSockets only",
    ...viaNginx(
      (relay) =>
        `${all(relay, nginxUpgrade())} location /ws/ { proxy_pass http://127.0.0.1:${relay}; ${nginxUpgrade(["host"])} }`,
    ),
    expect: { code: 15, finding: "upgrade_host_refused", proxy: "nginx", line: "proxy_set_header Host $http_host;" },
  },
  {
    name: "nginx that takes Origin away",
    ...viaNginx((relay) => all(relay, `${nginxUpgrade()} proxy_set_header Origin "";`)),
    expect: {
      code: 15,
      finding: "upgrade_origin_dropped",
      proxy: "nginx",
      line: "proxy_set_header Origin $http_origin;",
    },
  },
  {
    name: "nginx that changes Origin",
    ...viaNginx((relay) => all(relay, `${nginxUpgrade()} proxy_set_header Origin http://127.0.0.1;`)),
    expect: {
      code: 15,
      finding: "upgrade_origin_refused",
      proxy: "nginx",
      line: "proxy_set_header Origin $http_origin;",
    },
  },
  {
    name: "nginx that does not pass /ws/ on",
    ...viaNginx((relay) => `${all(relay, nginxUpgrade())} location /ws/ { return 404; }`),
    expect: {
      code: 15,
      finding: "upgrade_not_forwarded",
      proxy: "nginx",
      line: "location /tools/ssh/ { proxy_pass http://127.0.0.1:8022/; }",
    },
  },
  {
    name: "nginx that takes /ws/ off as if it were a prefix",
    ...viaNginx(
      (relay) =>
        `${all(relay, nginxUpgrade())} location /ws/ { proxy_pass http://127.0.0.1:${relay}/; ${nginxUpgrade()} }`,
    ),
    expect: {
      code: 15,
      finding: "upgrade_path_changed",
      proxy: "nginx",
      line: "location / { proxy_pass http://127.0.0.1:8022; }",
    },
  },
  {
    name: "nginx whose fallback of a single-page application answers for /ws/",
    ...viaNginx(
      (relay) => `${all(relay, nginxUpgrade())}
        location /ws/ { default_type text/html; return 200 "<!doctype html><title>Our application</title>"; }`,
    ),
    expect: {
      code: 15,
      finding: "upgrade_answered_by_page",
      proxy: "nginx",
      line: "location / { proxy_pass http://127.0.0.1:8022; }",
    },
  },
  {
    name: "nginx that sends WebSockets to a sign-in",
    ...viaNginx((relay) => `${all(relay, nginxUpgrade())} location /ws/ { return 302 /oauth2/sign_in; }`),
    expect: { code: 15, finding: "upgrade_sign_in" },
  },
  {
    name: "nginx whose upstream for WebSockets has another, wrong port",
    ...viaNginx(
      (relay, ground) =>
        `${all(relay, nginxUpgrade())} location /ws/ { proxy_pass http://127.0.0.1:${ground.nodes.refusing}; ${nginxUpgrade()} }`,
    ),
    expect: { code: 15, finding: "upgrade_bad_gateway", proxy: "nginx", line: "proxy_pass http://127.0.0.1:8022;" },
  },
  {
    name: "nginx whose upstream for WebSockets hangs",
    ...viaNginx(
      (relay, ground) => `${all(relay, nginxUpgrade())}
        location /ws/ { proxy_pass http://127.0.0.1:${ground.nodes.silent}; proxy_read_timeout 1s; ${nginxUpgrade()} }`,
    ),
    expect: {
      code: 15,
      finding: "upgrade_gateway_timeout",
      proxy: "nginx",
      line: "proxy_set_header Upgrade $http_upgrade;",
    },
  },
  {
    name: "nginx that forbids WebSockets",
    ...viaNginx((relay) => `${all(relay, nginxUpgrade())} location /ws/ { deny all; }`),
    expect: { code: 15, finding: "upgrade_forbidden" },
  },
  {
    name: "nginx that takes the subprotocol away",
    ...viaNginx((relay) => all(relay, `${nginxUpgrade()} proxy_hide_header Sec-WebSocket-Protocol;`)),
    expect: {
      code: 15,
      finding: "upgrade_subprotocol_lost",
      proxy: "nginx",
      line: "proxy_set_header Sec-WebSocket-Protocol $http_sec_websocket_protocol;",
    },
  },
  {
    name: "nginx with a limit of requests for /ws/",
    ...viaNginx(
      (relay) =>
        `${all(relay, nginxUpgrade())} location /ws/ { limit_req zone=few; limit_req_status 429; proxy_pass http://127.0.0.1:${relay}; ${nginxUpgrade()} }`,
      'limit_req_zone "all" zone=few:32k rate=1r/m; limit_req_log_level info;',
    ),
    // The first request is let in.
    twice: true,
    expect: { code: 15, finding: "upgrade_rate_limited" },
  },
  {
    name: "HAProxy that takes Upgrade away",
    ...viaHaproxy({ frontend: "http-request del-header Upgrade" }),
    expect: {
      code: 15,
      proxy: "haproxy",
      line: "timeout tunnel 1h",
      finding: "upgrade_headers_dropped",
      seen: "Upgrade",
    },
  },
  {
    name: "HAProxy that puts another name into Host of WebSockets",
    ...viaHaproxy({ frontend: "http-request set-header Host relay.internal if { path_beg /ws/ }" }),
    expect: { code: 15, proxy: "haproxy", finding: "upgrade_host_refused" },
  },
  {
    name: "HAProxy that takes Origin away",
    ...viaHaproxy({ frontend: "http-request del-header Origin" }),
    expect: { code: 15, proxy: "haproxy", finding: "upgrade_origin_dropped" },
  },
  {
    name: "HAProxy whose rule forbids /ws/",
    ...viaHaproxy({ frontend: "http-request deny if { path_beg /ws/ }" }),
    expect: { code: 15, finding: "upgrade_forbidden" },
  },
  {
    name: "HAProxy without a server for /ws/",
    ...viaHaproxy({ frontend: "use_backend none if { path_beg /ws/ }", backends: "backend none" }),
    expect: { code: 15, finding: "upgrade_bad_gateway", proxy: "haproxy", line: "server relay 127.0.0.1:8022 check" },
  },
  {
    name: "Caddy that takes Upgrade away",
    ...viaCaddy((relay) => `reverse_proxy 127.0.0.1:${relay} {\n header_up -Upgrade\n header_up -Connection\n }`),
    expect: {
      code: 15,
      finding: ["upgrade_headers_dropped", "upgrade_bad_gateway", "upgrade_server_error"],
      proxy: "caddy",
    },
  },
  {
    name: "Caddy that puts the upstream's name into Host of WebSockets",
    ...viaCaddy(
      (relay) =>
        `handle /ws/* {\n reverse_proxy 127.0.0.1:${relay} {\n header_up Host {upstream_hostport}\n }\n }\n handle {\n reverse_proxy 127.0.0.1:${relay}\n }`,
    ),
    expect: {
      code: 15,
      finding: "upgrade_host_refused",
      proxy: "caddy",
      line: "header_up Host {http.request.hostport}",
    },
  },
  {
    name: "Caddy whose fallback of a single-page application answers for /ws/",
    ...viaCaddy(
      (relay) =>
        `handle /ws/* {\n header Content-Type text/html\n respond "<!doctype html>" 200\n }\n handle {\n reverse_proxy 127.0.0.1:${relay}\n }`,
    ),
    expect: { code: 15, finding: "upgrade_answered_by_page", proxy: "caddy", line: "reverse_proxy 127.0.0.1:8022" },
  },
  {
    name: "Apache without upgrade=websocket",
    ...viaApache((relay) => `ProxyPass "/" "http://127.0.0.1:${relay}/"`),
    expect: {
      code: 15,
      finding: "upgrade_headers_dropped",
      proxy: "apache",
      line: 'ProxyPass "/" "http://127.0.0.1:8022/" upgrade=websocket',
    },
  },
  {
    name: "Apache that speaks HTTP/1.0 to the relay",
    ...viaApache((relay) => `SetEnv force-proxy-request-1.0 1\n ProxyPass "/" "http://127.0.0.1:${relay}/"`),
    expect: {
      code: 15,
      finding: "upgrade_http_1_0",
      proxy: "apache",
      line: 'ProxyPass "/" "http://127.0.0.1:8022/" upgrade=websocket',
    },
  },
  {
    name: "Apache that takes Origin away",
    ...viaApache(
      (relay) => `RequestHeader unset Origin\n ProxyPass "/" "http://127.0.0.1:${relay}/" upgrade=websocket`,
    ),
    expect: { code: 15, finding: "upgrade_origin_dropped", proxy: "apache" },
  },
  {
    name: "Apache that does not preserve Host for WebSockets",
    ...viaApache(
      (
        relay,
      ) => `<Location "/ws/">\n ProxyPreserveHost Off\n ProxyPass "http://127.0.0.1:${relay}/ws/" upgrade=websocket\n </Location>
        ProxyPass "/" "http://127.0.0.1:${relay}/" upgrade=websocket`,
    ),
    expect: { code: 15, finding: "upgrade_host_refused", proxy: "apache", line: "ProxyPreserveHost On" },
  },
  {
    name: "a server with no WebSockets that plays the relay's other answers",
    start: async (ground, port) => {
      const relay = ground.relay.port;
      return ground.keep(
        await httpServer(port, async (request, response) => {
          if (request.url.startsWith("/ws/"))
            return response.writeHead(200, { "content-type": "application/json" }).end("[]");
          const answer = await fetch(`http://127.0.0.1:${relay}${request.url}`, { headers: {} }).catch(() => null);
          const page = request.url === "/healthz" ? "ok\n" : "";
          response
            .writeHead(request.url === "/healthz" ? 200 : 404, { server: "glasshell" })
            .end(page || String(answer?.status));
        }),
      );
    },
    expect: { code: 15, finding: "upgrade_not_a_websocket" },
  },
];
