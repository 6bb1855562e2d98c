// The Kubernetes manifests, against the schemas of their kinds, and what they promise together. Rendering is what kustomize does with
// this kustomization: its resources, and a ConfigMap of its files.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { promisify } from "node:util";
import { Deployment } from "kubernetes-models/apps/v1";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2";
import { Ingress, NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1";
import { ConfigMap, Namespace, Service } from "kubernetes-models/v1";
import { parse, parseAllDocuments } from "yaml";
import { root } from "../bench/support/paths.mjs";

const folder = `${root}deploy/kubernetes`;
const relayProgram = process.env.GLASSHELL_RELAY_BINARY ?? `${root}build/release/relay/glasshell-relay`;
const kinds = {
  ConfigMap,
  Deployment,
  HorizontalPodAutoscaler,
  Ingress,
  Namespace,
  NetworkPolicy,
  PodDisruptionBudget,
  Service,
};
const run = promisify(execFile);
/** The default of `drain_time`. */
const standardDrainSeconds = 10;
const secondsIn = { s: 1, m: 60, h: 3600 };

/** @type {Record<string, any>} each kind stands once */
const rendered = {};
let configuration;

before(async () => {
  const { resources, configMapGenerator } = parse(await readFile(`${folder}/kustomization.yaml`, "utf8"));
  for (const file of resources) {
    for (const document of parseAllDocuments(await readFile(`${folder}/${file}`, "utf8"), {
      strict: true,
      merge: true,
    })) {
      assert.deepEqual(document.errors, [], file);
      const manifest = document.toJS();
      assert.ok(!(manifest.kind in rendered), `two of ${manifest.kind}`);
      rendered[manifest.kind] = manifest;
    }
  }
  const [{ name, files }] = configMapGenerator;
  configuration = await readFile(`${folder}/${files[0]}`, "utf8");
  rendered.ConfigMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { [files[0]]: configuration } };
});

const seconds = (setting) => {
  const [, count, unit] = configuration.match(new RegExp(`^${setting} = "(\\d+)([smh])"`, "m"));
  return Number(count) * secondsIn[unit];
};

test("each manifest is what the schema of its kind allows", () => {
  assert.deepEqual(Object.keys(rendered).sort(), Object.keys(kinds).sort());
  for (const [kind, manifest] of Object.entries(rendered)) {
    const { apiVersion, ...rest } = manifest;
    const model = new kinds[kind](rest);
    assert.equal(model.apiVersion, apiVersion, kind);
    assert.doesNotThrow(() => model.validate(), kind);
  }
});

test("the schemas refuse what is wrong", () => {
  const [container] = rendered.Deployment.spec.template.spec.containers;
  const { metadata, spec } = structuredClone(rendered.Deployment);
  spec.template.spec.containers[0] = { ...container, livenessProbe: { periodSeconds: "often" } };
  assert.throws(() => new Deployment({ metadata, spec }).validate());
});

test("the relay takes the configuration", async () => {
  const scratch = await mkdtemp(join(tmpdir(), "glasshell-"));
  const file = join(scratch, "relay.toml");
  await writeFile(file, configuration);
  await run(relayProgram, ["--check", "--config", file]);
  await rm(scratch, { recursive: true });
});

test("a pod waits longer for its sessions than they may be without a socket, and is given longer still", () => {
  const { terminationGracePeriodSeconds } = rendered.Deployment.spec.template.spec;
  assert.ok(seconds("linger_time") > seconds("session_grace"));
  assert.ok(terminationGracePeriodSeconds > seconds("linger_time") + standardDrainSeconds + 2);
});

test("probes, ports and selectors lead where the relay listens", () => {
  const [container] = rendered.Deployment.spec.template.spec.containers;
  const ports = Object.fromEntries(container.ports.map(({ name, containerPort }) => [name, containerPort]));
  assert.match(configuration, new RegExp(`^listen = "0\\.0\\.0\\.0:${ports.http}"$`, "m"));
  assert.match(configuration, new RegExp(`^listen = "0\\.0\\.0\\.0:${ports.operator}"$`, "m"));
  assert.equal(container.readinessProbe.httpGet.path, "/readyz");
  assert.equal(container.livenessProbe.httpGet.path, "/healthz");
  assert.ok(container.startupProbe && ports[container.readinessProbe.httpGet.port]);
  const { labels } = rendered.Deployment.spec.template.metadata;
  const { Service: service, PodDisruptionBudget: budget, NetworkPolicy: policy, Deployment: deployment } = rendered;
  const selectors = [service.spec.selector, budget.spec.selector.matchLabels, policy.spec.podSelector.matchLabels];
  for (const selector of [...selectors, deployment.spec.selector.matchLabels]) assert.deepEqual(selector, labels);
  const [{ http }] = rendered.Ingress.spec.rules;
  assert.deepEqual(http.paths[0].backend.service, {
    name: service.metadata.name,
    port: { name: service.spec.ports[0].name },
  });
});

test("a session's sockets all go to the relay that has it, and relays are counted by links", () => {
  assert.equal(rendered.Ingress.metadata.annotations["nginx.ingress.kubernetes.io/upstream-hash-by"], "$arg_session");
  const { scaleTargetRef, metrics, minReplicas } = rendered.HorizontalPodAutoscaler.spec;
  assert.deepEqual([scaleTargetRef.kind, scaleTargetRef.name], ["Deployment", rendered.Deployment.metadata.name]);
  assert.equal(metrics[0].pods.metric.name, "glasshell_links");
  assert.ok(minReplicas > rendered.PodDisruptionBudget.spec.minAvailable);
});

test("a pod may do nothing that it does not need", () => {
  const { spec } = rendered.Deployment.spec.template;
  const [{ securityContext }] = spec.containers;
  assert.equal(spec.securityContext.runAsNonRoot, true);
  assert.deepEqual(securityContext, {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  });
  assert.equal(spec.automountServiceAccountToken, false);
  assert.deepEqual(rendered.NetworkPolicy.spec.policyTypes, ["Ingress", "Egress"]);
});
