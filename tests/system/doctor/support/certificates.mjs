// Certificates as good and as bad as a test wants them, made by OpenSSL's own program.
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
export const names = ["ssh.example.org", "www.example.org"];

/** An authority with an intermediate one, and what they sign. */
export class Authority {
  #folder;
  #made = 0;

  static async create(folder) {
    const authority = new Authority(folder);
    await authority.#makeKey("root");
    await authority.#openssl(
      ...["req", "-x509", "-key", authority.#path("root.key"), "-out", authority.#path("root.pem"), "-days", "30"],
      ...["-subj", "/CN=Test root", "-addext", "basicConstraints=critical,CA:TRUE"],
    );
    await authority.addIntermediate("middle");
    return authority;
  }

  constructor(folder) {
    this.#folder = folder;
  }

  /** @param {{ begin?: Date, end?: Date }} dates */
  async addIntermediate(name, dates) {
    await this.#makeKey(name);
    await this.#sign(name, "root", `/CN=Test intermediate ${name}`, ["basicConstraints=critical,CA:TRUE"], dates);
  }

  /** The root, to be trusted. */
  get root() {
    return this.#path("root.pem");
  }

  /**
   * @param {{ names?: readonly string[], begin?: Date, end?: Date, chain?: boolean, selfSigned?: boolean, by?: string }} options
   *   `chain`: whether the intermediate certificate goes along; `by`: an intermediate authority that was made before
   * @returns paths of the certificate's file, its key's, and one with both
   */
  async issue({ names: wanted = names, begin, end, chain = true, selfSigned = false, by = "middle" } = {}) {
    this.#made += 1;
    const name = `leaf-${this.#made}`;
    await this.#makeKey(name);
    const extensions = [
      `subjectAltName=${wanted.map((each) => `DNS:${each}`).join(",")}`,
      // As every public authority does; nobody asks there.
      "authorityInfoAccess=caIssuers;URI:http://ca.example.org/middle.der",
    ];
    await this.#sign(name, selfSigned ? null : by, `/CN=${wanted[0]}`, extensions, { begin, end });
    const leaf = await readFile(this.#path(`${name}.pem`), "utf8");
    const middle = chain && !selfSigned ? await readFile(this.#path(`${by}.pem`), "utf8") : "";
    const key = await readFile(this.#path(`${name}.key`), "utf8");
    const made = {
      certificate: this.#path(`${name}-chain.pem`),
      key: this.#path(`${name}.key`),
      both: this.#path(`${name}-both.pem`),
    };
    await writeFile(made.certificate, leaf + middle);
    await writeFile(made.both, leaf + middle + key);
    return made;
  }

  #path(name) {
    return join(this.#folder, name);
  }

  async #openssl(...args) {
    await run("openssl", args, { cwd: this.#folder });
  }

  async #makeKey(name) {
    await this.#openssl("ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", this.#path(`${name}.key`));
  }

  /** `openssl ca` is the one of its commands that signs for other times than from now on. */
  async #sign(name, by, subject, extensions, { begin, end } = {}) {
    const date = (at) => at.toISOString().replace(/[-:T]|\.\d+/g, "");
    const day = 24 * 3600 * 1000;
    const config = this.#path(`${name}.cnf`);
    const database = this.#path(`${name}.txt`);
    await writeFile(database, "");
    await writeFile(
      config,
      [
        "[ca]",
        "default_ca = here",
        "[here]",
        `database = ${database}`,
        `new_certs_dir = ${this.#folder}`,
        "rand_serial = yes",
        "default_md = sha256",
        "policy = any",
        "x509_extensions = extensions",
        "unique_subject = no",
        "[any]",
        "commonName = supplied",
        "[req]",
        "distinguished_name = none",
        "[none]",
        "[extensions]",
        ...extensions,
        "subjectKeyIdentifier = hash",
        "",
      ].join("\n"),
    );
    const request = this.#path(`${name}.csr`);
    await this.#openssl(
      "req",
      "-new",
      "-key",
      this.#path(`${name}.key`),
      "-subj",
      subject,
      "-config",
      config,
      "-out",
      request,
    );
    await this.#openssl(
      ...["ca", "-batch", "-notext", "-config", config, "-in", request, "-out", this.#path(`${name}.pem`)],
      ...[
        "-startdate",
        date(begin ?? new Date(Date.now() - day)),
        "-enddate",
        date(end ?? new Date(Date.now() + 25 * day)),
      ],
      ...(by === null
        ? ["-selfsign", "-keyfile", this.#path(`${name}.key`)]
        : ["-cert", this.#path(`${by}.pem`), "-keyfile", this.#path(`${by}.key`)]),
    );
  }
}
