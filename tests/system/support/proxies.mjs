// The real proxies on loopback, each with a folder, a port and a configuration of its own, in the foreground, stopped by its id.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, waitForPort } from "../../support/node/loopback.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const apacheModules = "/usr/lib/apache2/modules";

let count = 0;

/** Starts a program that serves on `port`, with a folder of its own. */
async function serve(processes, parent, name, port, write) {
  count += 1;
  const folder = join(parent, `${name}-${count}`);
  await mkdir(folder, { mode: 0o755 });
  const { program, args, env } = await write(folder);
  const log = join(folder, "log");
  const child = processes.start(program, args, { log, env: { ...process.env, ...env } });
  try {
    await waitForPort(port, child, name);
  } catch (error) {
    throw new Error(`${name} does not start:\n${await readFile(log, "utf8")}`, { cause: error });
  }
  return { port, child, log };
}

/** @param {string} text  a whole configuration, with nothing of where it runs: folders and the foreground are added */
export function startNginx(processes, parent, port, text) {
  return serve(processes, parent, "nginx", port, async (folder) => {
    const own = [
      "daemon off;",
      "user root;",
      `pid ${folder}/pid;`,
      `error_log ${folder}/error.log;`,
      text
        .replace("worker_processes auto;", "worker_processes 1;")
        .replace(/access_log .*;/, "access_log off;")
        .replace(
          "http {",
          [
            "http {",
            ...["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((n) => `${n}_temp_path ${folder}/${n};`),
          ].join("\n"),
        ),
    ];
    await writeFile(join(folder, "nginx.conf"), `${own.join("\n")}\n`);
    return {
      program: "/usr/sbin/nginx",
      args: ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", `${folder}/error.log`],
    };
  });
}

export function startHaproxy(processes, parent, port, text) {
  return serve(processes, parent, "haproxy", port, async (folder) => {
    // A test's machine may not have as many descriptors as a server.
    await writeFile(join(folder, "haproxy.cfg"), text.replace(/maxconn \d+/, "maxconn 500"));
    return { program: "/usr/sbin/haproxy", args: ["-db", "-f", join(folder, "haproxy.cfg")] };
  });
}

export function startCaddy(processes, parent, port, text) {
  return serve(processes, parent, "caddy", port, async (folder) => {
    await writeFile(join(folder, "Caddyfile"), text);
    return {
      program: "/usr/bin/caddy",
      args: ["run", "--config", join(folder, "Caddyfile"), "--adapter", "caddyfile"],
      env: { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    };
  });
}

/** @param {string} text  virtual hosts, as in sites-available */
export function startApache(processes, parent, port, text, modules = []) {
  return serve(processes, parent, "apache", port, async (folder) => {
    const loaded = [
      ...["mpm_event", "authz_core", "mime", "dir", "env", "setenvif", "headers", "alias", "ssl", "http2", "rewrite"],
      ...["proxy", "proxy_http", "proxy_wstunnel", ...modules],
    ];
    const own = [
      `ServerRoot ${folder}`,
      `PidFile ${folder}/pid`,
      `DefaultRuntimeDir ${folder}`,
      `Mutex file:${folder} default`,
      `ErrorLog ${folder}/error.log`,
      "ServerName localhost",
      "User www-data",
      "Group www-data",
      "StartServers 1",
      "ThreadsPerChild 32",
      "MaxRequestWorkers 32",
      "ServerLimit 1",
      "TypesConfig /etc/mime.types",
      ...loaded.map((name) => `LoadModule ${name}_module ${apacheModules}/mod_${name}.so`),
      `Listen 127.0.0.1:${port}`,
      text,
    ];
    await writeFile(join(folder, "apache.conf"), `${own.join("\n")}\n`);
    return { program: "/usr/sbin/apache2", args: ["-DFOREGROUND", "-f", join(folder, "apache.conf")] };
  });
}

const starts = { nginx: startNginx, haproxy: startHaproxy, caddy: startCaddy, apache: startApache };
const files = { nginx: "nginx.conf", haproxy: "haproxy.cfg", caddy: "Caddyfile", apache: "apache.conf" };

/**
 * The configuration of deploy/proxies as it is, but for the port, the relays' addresses, and where the certificate is.
 *
 * @param relayPorts  one, or two for the configurations of several relays
 */
async function shipped(kind, port, relayPorts, certificate) {
  const folder = relayPorts.length > 1 ? "deploy/proxies/several" : "deploy/proxies";
  const text = (await readFile(`${root}${folder}/${files[kind]}`, "utf8"))
    .replaceAll("127.0.0.1:8022", `127.0.0.1:${relayPorts[0]}`)
    .replaceAll("127.0.0.1:8023", `127.0.0.1:${relayPorts[1]}`)
    .replaceAll("/etc/ssl/glasshell/fullchain.pem", certificate?.certificate)
    .replaceAll("/etc/ssl/glasshell/privkey.pem", certificate?.key)
    .replaceAll("/etc/ssl/glasshell/haproxy.pem", certificate?.both)
    .replaceAll("listen 443", `listen 127.0.0.1:${port}`)
    .replaceAll("bind :443", `bind 127.0.0.1:${port}`)
    .replaceAll("*:443", `*:${port}`)
    .replaceAll("example.org:443", `example.org:${port}`);
  if (certificate) return text.replace("admin off", "admin off\n\tauto_https disable_redirects\n\tskip_install_trust");
  // The same without TLS, as behind another proxy that has it.
  return text
    .replaceAll(/ ssl http2;| ssl crt .*/g, (found) => (found.endsWith(";") ? ";" : ""))
    .replaceAll(/^.*(ssl_certificate|ssl_protocols|SSL(Engine|Certificate|Protocol)|Protocols |\ttls ).*$/gm, "")
    .replaceAll("https://ssh", "http://ssh")
    .replaceAll("https://www", "http://www");
}

/** Starts a proxy with the configuration that is shipped. @param certificate  none: without TLS */
export async function startShipped(kind, processes, parent, { port, relayPorts, certificate }) {
  return starts[kind](processes, parent, port, await shipped(kind, port, relayPorts, certificate));
}

export { freePort };
