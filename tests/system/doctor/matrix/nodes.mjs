// Behind the relay: nodes that are not there, or are no SSH servers. Nothing is in front of the relay here but a proxy in order.
import { startNginx } from "../../support/proxies.mjs";
import { nginx, nginxUpgrade } from "../support/set-ups.mjs";

const through = {
  start: (ground, port) =>
    startNginx(
      ground.processes,
      ground.folder.path,
      port,
      nginx({
        listen: port,
        server: `location / { proxy_pass http://127.0.0.1:${ground.relay.port}; ${nginxUpgrade()} }`,
      }),
    ),
};
const node = (name, what, expect, limit) => ({
  name: `a node ${what}`,
  ...through,
  args: ["--node", name],
  expect,
  limit,
});

export const nodes = [
  node("unheard-of", "that the relay does not know", { code: 19, finding: "node_unknown" }),
  node("refusing", "that refuses connections", { code: 21, finding: "node_tcp_refused" }),
  node("closing", "that closes at once", { code: 22, finding: "node_banner_closed" }),
  node("garbage", "that speaks garbage", { code: 22, finding: ["node_banner_not_ssh"] }),
  node("web", "that is a web server", { code: 22, finding: "node_banner_not_ssh", seen: "HTTP/1.1 400" }),
  node("ancient", "that speaks SSH 1 only", { code: 22, finding: "node_banner_ssh_1" }),
  node("silent", "that says nothing", { code: 22, finding: "node_banner_timed_out" }),
  node("old", "without an algorithm in common", {
    code: 23,
    finding: "node_kex_no_common",
    seen: "diffie-hellman-group1-sha1",
  }),
  node("narrow", "that offers no method of ours", {
    code: 25,
    finding: "node_authentication_none_usable",
    seen: "hostbased",
  }),
];
