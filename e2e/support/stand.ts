// The servers of one test worker: sshd with accounts for each way to sign in, impostors, and relays that know them as nodes.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { appendFile, chmod, mkdir, readFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { prepareAccounts } from "../../tests/support/node/accounts.mjs";
import { freePort } from "../../tests/support/node/loopback.mjs";
import { Processes } from "../../tests/support/node/processes.mjs";
import { startRelay } from "../../tests/support/node/relay.mjs";
import { startSshd } from "../../tests/support/node/sshd.mjs";
import { TemporaryFolder } from "../../tests/support/node/temporary-folder.mjs";
import { Gate } from "./gate.ts";
import {
  closesAtOnce,
  Impostor,
  neverStopsGreeting,
  saysNothing,
  speaksGarbage,
  speaksHttp,
  speaksSsh1,
  startUnreachable,
} from "./impostors.ts";

const run = promisify(execFile);

export type Relay = Awaited<ReturnType<typeof startRelay>>;
export type Sshd = Awaited<ReturnType<typeof startSshd>>;

export interface Key {
  readonly path: string;
  readonly privateKey: string;
}

export const password = "correct horse";
export const passphrase = "battery staple";
/** Works once a sign-in: pam_google_authenticator takes it off the account's list. */
export const codes = ["12345678", "23456789", "34567890", "45678901"] as const;

/** The prompt of every shell here. */
export const prompt = "ready>";

const profile = `PS1='${prompt} '\nunset HISTFILE\nexport LESS= EDITOR=vim\nalias ls='ls --color=always'\n`;
const vimrc = "syntax off\nset noswapfile\n";
const codeFile = `ABCDEFGHIJKLMNOP\n" TOTP_AUTH\n${codes.join("\n")}\n`;

/** Who can sign in how, on the node web-1. */
export const accounts = {
  /** Any way. */
  any: "ana",
  /** Questions alone: a password, then a code, one round after another. */
  questions: "bia",
  /** A key, then a code. */
  keyThenCode: "caio",
} as const;

const pamLines = [
  // Who comes with a key first, or with both, is asked for a code.
  `auth [success=1 default=ignore] pam_succeed_if.so quiet user = ${accounts.keyThenCode}`,
  "auth required pam_unix.so nodelay",
  `auth [success=ignore default=1] pam_succeed_if.so quiet user in ${accounts.questions}:${accounts.keyThenCode}`,
  "auth required pam_google_authenticator.so no_increment_hotp",
  "auth required pam_permit.so",
  "account required pam_unix.so",
  "session required pam_permit.so",
];

const sshdLines = (folder: string) => [
  `AllowUsers ${Object.values(accounts).join(" ")}`,
  `AuthorizedKeysFile ${folder}/authorized_keys`,
  `TrustedUserCAKeys ${folder}/authority.pub`,
  "UsePAM yes",
  "PasswordAuthentication yes",
  "KbdInteractiveAuthentication yes",
  "MaxAuthTries 3",
  "LogLevel VERBOSE",
  "AcceptEnv LANG COLORTERM",
  `Match User ${accounts.questions}`,
  "  AuthenticationMethods keyboard-interactive",
  `Match User ${accounts.keyThenCode}`,
  "  AuthenticationMethods publickey,keyboard-interactive",
];

export class Stand {
  readonly processes = new Processes();
  readonly folder = new TemporaryFolder();
  readonly #closers: (() => void)[] = [];

  sshd!: Sshd;
  /** A second server with another host key. */
  other!: Sshd;
  /** The node "moving": sshd behind an address that can be made to lead elsewhere. */
  gate!: Gate;
  relay!: Relay;
  /** The same, as `make run` starts it. */
  demoRelay!: Relay;
  /** The node web-1 knows all but those that are called unknown. */
  keys!: Readonly<Record<"plain" | "rsa" | "encrypted" | "unknown" | "encryptedUnknown", Key>>;
  /** Whose user certificates web-1 accepts. */
  authority!: Key;

  static async start(): Promise<Stand> {
    const stand = new Stand();
    try {
      await stand.#start();
    } catch (error) {
      await stand.stop();
      throw error;
    }
    return stand;
  }

  async stop(): Promise<void> {
    for (const close of this.#closers.reverse()) close();
    await this.processes.stopAll();
    this.folder.remove();
  }

  /** A relay of a test's own, that it may end. */
  async ownRelay(name: string, settings: readonly string[] = []): Promise<Relay> {
    return this.relayOf(name, this.#nodes, settings);
  }

  /** One that knows other nodes: their names, and their ports on loopback. `settings` are lines of TOML. */
  async relayOf(name: string, nodes: Record<string, number>, settings: readonly string[]): Promise<Relay> {
    const limits = [...(settings.includes("[limits]") ? [] : ["[limits]"]), 'node_connect_timeout = "1s"'];
    return startRelay(this.processes, await this.subfolder(name), { nodes, settings: [...settings, ...limits] });
  }

  /** A file below the stand's folder, unique to the caller. */
  async subfolder(name: string): Promise<string> {
    const path = join(this.folder.path, name);
    await mkdir(path, { recursive: true });
    await chmod(path, 0o711);
    return path;
  }

  /** As `ssh-keygen -lf` prints it. */
  async fingerprint(server: Sshd): Promise<string> {
    const { stdout } = await run("ssh-keygen", ["-lf", `${server.hostKey.path}.pub`]);
    return stdout.split(" ")[1] ?? "";
  }

  /** A user certificate for a key, as the one line of its `-cert.pub`. `options` are of ssh-keygen, such as `-n` and `-V`. */
  async certify(key: Key, options: readonly string[], authority = this.authority): Promise<string> {
    await run("ssh-keygen", ["-q", "-s", authority.path, "-I", "of a test", ...options, `${key.path}.pub`]);
    return readFile(`${key.path}-cert.pub`, "utf8");
  }

  /** What sshd has logged so far. */
  async sshdLog(): Promise<string> {
    return readFile(this.sshd.log, "utf8");
  }

  async relayLog(): Promise<string> {
    return readFile(this.relay.log, "utf8");
  }

  isRunning(pid: number): boolean {
    return existsSync(`/proc/${pid}`);
  }

  /** The home folder of an account, as root sees it. */
  home(account: string): string {
    return join(this.folder.path, "sshd", `home-${account}`);
  }

  #nodes: Record<string, number> = {};

  async #start(): Promise<void> {
    await chmod(this.folder.path, 0o711);
    const folder = await this.subfolder("sshd");
    const files = { ".profile": profile, ".vimrc": vimrc };
    const seeing = await prepareAccounts(
      folder,
      [
        { name: accounts.any, password, files },
        { name: accounts.questions, password, files: { ...files, ".google_authenticator": codeFile } },
        { name: accounts.keyThenCode, password, files: { ...files, ".google_authenticator": codeFile } },
      ],
      pamLines,
    );
    this.authority = await this.#key("sshd/authority", ["-t", "ed25519"]);
    this.sshd = await startSshd(this.processes, folder, sshdLines(folder), seeing);
    this.other = await startSshd(this.processes, await this.subfolder("other"));
    const old = await startSshd(this.processes, await this.subfolder("old"), [
      "KexAlgorithms diffie-hellman-group1-sha1",
    ]);
    this.keys = {
      plain: this.sshd.login,
      rsa: await this.#key("rsa", ["-t", "rsa", "-b", "2048", "-m", "PEM"]),
      encrypted: await this.#key("encrypted", ["-t", "ed25519", "-N", passphrase, "-a", "4"]),
      unknown: await this.#key("unknown", ["-t", "ecdsa"]),
      encryptedUnknown: await this.#key("encrypted-unknown", ["-t", "ed25519", "-N", passphrase, "-a", "4"]),
    };
    for (const key of [this.keys.rsa, this.keys.encrypted]) {
      await appendFile(join(folder, "authorized_keys"), await readFile(`${key.path}.pub`, "utf8"));
    }

    this.gate = await Gate.start(this.sshd.port);
    this.#closers.push(() => this.gate.close());
    this.#nodes = {
      "web-1": this.sshd.port,
      moving: this.gate.port,
      old: old.port,
      closing: await this.#impostor(closesAtOnce),
      "web-server": await this.#impostor(speaksHttp),
      garbage: await this.#impostor(speaksGarbage),
      ancient: await this.#impostor(speaksSsh1),
      talkative: await this.#impostor(neverStopsGreeting),
      silent: await this.#impostor(saysNothing),
      unreachable: await startUnreachable(this.processes),
      // Nobody listens here.
      refusing: await freePort(),
    };
    this.relay = await this.ownRelay("relay");
    this.demoRelay = await this.ownRelay("demo-relay", ["demo = true"]);
  }

  async #impostor(answer: (socket: Socket) => void): Promise<number> {
    const impostor = await Impostor.start(answer);
    this.#closers.push(() => impostor.close());
    return impostor.port;
  }

  async #key(name: string, options: readonly string[]): Promise<Key> {
    const path = join(this.folder.path, name);
    const withPassphrase = options.includes("-N") ? options : [...options, "-N", ""];
    await run("ssh-keygen", ["-q", "-C", `${name} key`, "-f", path, ...withPassphrase]);
    return { path, privateKey: await readFile(path, "utf8") };
  }
}
