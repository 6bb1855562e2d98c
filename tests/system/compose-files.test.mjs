// The compose files, against compose v2's own schema, and inside what docker-compose 1.29 takes as well.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import Ajv2019 from "ajv/dist/2019.js";
import { parse } from "yaml";
import { root } from "../bench/support/paths.mjs";

const files = ["compose.yaml", "compose.prod.yaml"];
/** What docker-compose 1.29 does not take, and what it has other names for. */
const tooNew = ["name", "include", "version"];

const read = async (file) => parse(await readFile(`${root}${file}`, "utf8"), { strict: true, merge: true });
const schema = JSON.parse(await readFile(`${root}node_modules/dclint/schemas/compose.schema.json`, "utf8"));
const validate = new Ajv2019({ strict: false, validateFormats: false }).compile({ ...schema, $schema: undefined });

for (const file of files) {
  test(`${file} is what compose takes, old and new`, async () => {
    const stack = await read(file);
    assert.ok(validate(stack), JSON.stringify(validate.errors));
    for (const key of tooNew) assert.ok(!(key in stack), key);
    for (const [name, service] of Object.entries(stack.services)) {
      assert.ok(!("start_interval" in (service.healthcheck ?? {})), name);
      for (const port of service.ports ?? []) assert.equal(typeof port, "string", `${name}: no long form`);
    }
  });

  test(`${file} publishes on loopback unless it is told otherwise, and gives nobody a privilege`, async () => {
    const { services } = await read(file);
    for (const [name, service] of Object.entries(services)) {
      for (const port of service.ports ?? []) assert.match(port, /^(\$\{GLASSHELL_PUBLISH:-)?127\.0\.0\.1:/, name);
      assert.deepEqual(service.cap_drop, ["ALL"], name);
      assert.deepEqual(service.security_opt, ["no-new-privileges:true"], name);
      assert.ok(!service.privileged && !service.network_mode && !service.pid, name);
      assert.ok(service.mem_limit && service.pids_limit, `${name} has limits`);
    }
    assert.ok(!services.nginx.networks.includes("nodes") && services.relay.networks.includes("nodes"));
  });
}

test("the schema refuses what is wrong", async () => {
  const stack = await read(files[0]);
  stack.services.relay.mem_limt = "1g";
  assert.ok(!validate(stack));
});
