// What a broken set-up is made of: small configurations of each proxy in which one thing can be wrong, and servers that are no relay.

import { readFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { createSecureServer } from "node:http2";
import { createServer } from "node:net";

/**
 * nginx with these lines in its server.
 *
 * @param {{ listen: number, tls?: { certificate: string, key: string }, http?: string, server: string }} parts
 */
export const nginx = ({ listen, tls, http = "", server }) => `
events { worker_connections 256; }
http {
  access_log off;
  ${http}
  server {
    listen 127.0.0.1:${listen}${tls ? " ssl" : ""};
    ${tls ? `ssl_certificate ${tls.certificate}; ssl_certificate_key ${tls.key};` : ""}
    ${server}
  }
}`;
/** The lines that pass a WebSocket on. @param without  names of those to leave out */
export const nginxUpgrade = (without = []) =>
  Object.entries({
    version: "proxy_http_version 1.1;",
    upgrade: "proxy_set_header Upgrade $http_upgrade;",
    connection: 'proxy_set_header Connection "upgrade";',
    host: "proxy_set_header Host $http_host;",
  })
    .filter(([name]) => !without.includes(name))
    .map(([, line]) => line)
    .join("\n");

export const haproxy = ({ listen, bind = "", frontend = "", backend = "", backends = "", relay, defaults = "" }) => `
global
  maxconn 500
defaults
  mode http
  timeout connect 2s
  timeout client 20s
  timeout server 20s
  timeout tunnel 1h
  ${defaults}
frontend f
  bind 127.0.0.1:${listen} ${bind}
  ${frontend}
  default_backend b
backend b
  ${backend}
  server relay 127.0.0.1:${relay}
${backends}
`;

export const caddy = ({ listen, tls, site, globals = "" }) => `
{
	admin off
	auto_https off
	${globals}
}
${tls ? "https" : "http"}://ssh.example.org:${listen} {
	${tls ? `tls ${tls.certificate} ${tls.key}` : ""}
	${site}
}
`;

export const apache = ({ listen, host }) => `
<VirtualHost *:${listen}>
  ProxyPreserveHost On
  ${host}
</VirtualHost>
`;

/** Whoever listens, on a port that was chosen before; `close` ends it with all its connections. */
function listen(server, port) {
  const sockets = new Set();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () =>
      resolve({
        port: server.address().port,
        close: () => {
          server.close();
          for (const socket of sockets) socket.destroy();
        },
      }),
    );
  });
}

/** A server of HTTP that knows no WebSockets. @param answer  gets request and response */
export const httpServer = (port, answer) => listen(createHttpServer(answer), port);
/** Whatever speaks TCP. */
export const tcpServer = (port, greet) => listen(createServer(greet), port);

/** Only HTTP/2, without extended CONNECT or with a broken one. */
export async function http2Server(port, { certificate, key, extendedConnect }) {
  const server = createSecureServer({
    cert: await readFile(certificate),
    key: await readFile(key),
    allowHTTP1: false,
    settings: { enableConnectProtocol: extendedConnect },
  });
  server.on("stream", (stream) => {
    stream.on("error", () => {});
    stream.respond({ ":status": 400 }, { endStream: true });
  });
  server.on("sessionError", () => {});
  server.on("unknownProtocol", (socket) => socket.destroy());
  const raw = await listen(server, port);
  return raw;
}

/** A port that answers nothing, not even to SYN: its queue of connections is full. */
export async function droppingPort(port) {
  const { connect } = await import("node:net");
  const { spawn } = await import("node:child_process");
  // Node has no way to listen without accepting.
  const script = `import socket,time
s=socket.socket(); s.bind(("127.0.0.1",${port})); s.listen(0); print("up",flush=True); time.sleep(600)`;
  const child = spawn("python3", ["-c", script], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const held = [];
  for (let i = 0; i < 4; i += 1) {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    held.push(socket);
  }
  await new Promise((resolve) => held[0].once("connect", resolve));
  return {
    close: () => {
      for (const socket of held) socket.destroy();
      child.kill("SIGKILL");
    },
  };
}

/** A TCP proxy between the doctor and a relay that changes what it carries. @param fromRelay  gets octets, and gives those to pass on */
export const meddler = (port, relayPort, { fromBrowser = (x) => x, fromRelay = (x) => x }) =>
  tcpServer(port, async (client) => {
    const { connect } = await import("node:net");
    const relay = connect(relayPort, "127.0.0.1");
    const state = { seen: 0 };
    relay.on("error", () => client.destroy());
    relay.on("close", () => client.end());
    client.on("close", () => relay.destroy());
    client.on("data", (octets) => {
      const passed = fromBrowser(octets, state);
      if (passed.length > 0) relay.write(passed);
    });
    relay.on("data", (octets) => {
      const passed = fromRelay(octets, state);
      if (passed.length > 0) client.write(passed);
    });
  });
