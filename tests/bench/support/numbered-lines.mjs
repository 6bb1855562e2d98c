// What `seq` prints, checked as it comes: a line that is lost, repeated or damaged is found.

const newline = 10;

export class NumberedLines {
  /** What to type: the numbers begin behind a line of its own, by which the echo of this is told from them. */
  static command = "printf 'gsh-%s\\n' begin; seq 1 1000000000000\n";
  lines = 0;
  #begun = false;
  #rest = "";

  /** @param {Uint8Array} octets @throws if they are not what follows */
  receive(octets) {
    const end = octets.lastIndexOf(newline);
    const text = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString("latin1");
    if (end < 0) {
      this.#rest += text;
      return;
    }
    for (const line of (this.#rest + text.slice(0, end)).split("\n")) {
      if (!this.#begun) {
        this.#begun = line.endsWith("gsh-begin\r");
        continue;
      }
      this.lines += 1;
      if (line !== `${this.lines}\r`) throw new Error(`line ${this.lines} is ${JSON.stringify(line.slice(0, 40))}`);
    }
    this.#rest = text.slice(end + 1);
  }
}
