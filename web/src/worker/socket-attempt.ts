// A try for another socket: the socket, and a fresh proof for the relay of who the user is. It may be given up for the next one at any
// moment; what still comes for it then is ignored. No DOM may enter.
import { RelayProbe } from "./relay-probe.ts";
import type { SocketKeeper } from "./socket-keeper.ts";

export interface SocketAttemptPorts {
  readonly sockets: SocketKeeper;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly now: () => number;
  /** The page is to answer with `proof`. */
  readonly askProof: (attempt: number) => void;
  /** The socket is open and the proof is there. */
  readonly ready: (proof: Uint8Array) => void;
  /** There is no proof to be had now. */
  readonly failed: () => void;
}

/**
 * Which tries open a socket at once; the others ask by HTTP first, and open it when there was an answer. Ten sockets in vain within six
 * minutes cost no delay in Chromium, twenty-five half a second, forty several.
 */
const directTries: ReadonlySet<number> = new Set([1, 2, 3, 5, 8, 12]);
/** Once a minute while the page is seen: where HTTP is not let through, sockets may be. */
const directEvery = 30;

/**
 * A question that hangs is sent again by its TCP each second for five, and then ever more seldom; the next one comes after thirteen. The
 * first packets of a socket fill the gap, for as many tries as a person is likely to wait in front of it: two minutes.
 */
const gapMs = { from: 5_500, to: 7_600 } as const;
const gapTries = 60;
/** So long a socket goes on sending its first packet, while others ask. */
const keptMs = 6_500;

/** An answer is worth so long. */
const reachedMs = 3_000;

/**
 * For these tries the proof is asked for together with the socket. Later ones ask for it once their socket is open or the relay has
 * answered: the page may have to fetch it over the same network, and what it fetches in vain stands in its own way.
 */
const hopefulTries = 3;

/** A socket that is being opened for longer when the relay answers was begun before it could be reached, and is begun anew. */
const staleMs = 500;

export interface AttemptAddresses {
  readonly socket: string;
  /** Answers plain HTTP where the relay is. */
  readonly health: string;
}

export class SocketAttempt {
  readonly #ports: SocketAttemptPorts;
  readonly #probe: RelayProbe;
  #addresses: AttemptAddresses = { socket: "", health: "" };
  #number = 0;
  /** Since the last one that was ready, or since there was reason to hope. */
  #inVain = 0;
  #reachedAt = Number.NEGATIVE_INFINITY;
  #openedAt = Number.NEGATIVE_INFINITY;
  #isProofAsked = false;
  #proof: Uint8Array | null = null;

  constructor(ports: SocketAttemptPorts) {
    this.#ports = ports;
    this.#probe = new RelayProbe({ fetch: ports.fetch, now: ports.now, reached: () => this.#onReached() });
  }

  /** Begins one, in the place of the one before. */
  begin(addresses: AttemptAddresses): void {
    this.#forgetProof();
    this.#probe.pause();
    this.#addresses = addresses;
    this.#number += 1;
    this.#inVain += 1;
    const reached = this.#ports.now() - this.#reachedAt < reachedMs;
    if (reached || this.#inVain <= hopefulTries) this.#askProof();
    if (reached || directTries.has(this.#inVain) || this.#inVain % directEvery === 0 || this.#isInGap()) {
      this.#openSocket();
    } else {
      if (this.#openForMs > keptMs || this.#ports.sockets.isReady) this.#ports.sockets.giveUp();
      this.#probe.start(addresses.health);
    }
  }

  /** Something has happened that makes success likely: the next try, which comes at once, does not ask first. */
  hope(): void {
    this.#inVain = Math.min(this.#inVain, 2);
  }

  /** The page's answer. @param proof  null: it could not get one */
  answer(attempt: number, proof: Uint8Array | null): void {
    if (attempt !== this.#number) {
      proof?.fill(0);
    } else if (proof) {
      this.#proof = proof;
      this.whenReady();
    } else {
      this.#giveUp();
      this.#ports.failed();
    }
  }

  /** To be called when the socket is open, too. */
  whenReady(): void {
    if (!this.#ports.sockets.isReady) return;
    const proof = this.#proof;
    if (!proof) {
      this.#askProof();
      return;
    }
    this.#proof = null;
    this.#inVain = 0;
    this.#probe.stop();
    this.#ports.ready(proof);
  }

  /** Gives the present one up; there will be no other. */
  stop(): void {
    this.#giveUp();
    this.#probe.stop();
  }

  #giveUp(): void {
    this.#forgetProof();
    this.#probe.pause();
    this.#ports.sockets.giveUp();
  }

  #forgetProof(): void {
    this.#isProofAsked = false;
    this.#proof?.fill(0);
    this.#proof = null;
  }

  get #openForMs(): number {
    return this.#ports.now() - this.#openedAt;
  }

  #isInGap(): boolean {
    const hangingMs = this.#probe.hangingMs;
    const isYoung = this.#openForMs < gapMs.to - gapMs.from;
    return (
      this.#inVain <= gapTries && !isYoung && hangingMs !== null && hangingMs >= gapMs.from && hangingMs < gapMs.to
    );
  }

  #askProof(): void {
    if (this.#isProofAsked) return;
    this.#isProofAsked = true;
    this.#ports.askProof(this.#number);
  }

  #openSocket(): void {
    this.#openedAt = this.#ports.now();
    this.#ports.sockets.open(this.#addresses.socket);
  }

  #onReached(): void {
    const now = this.#ports.now();
    this.#reachedAt = now;
    if (this.#ports.sockets.isReady) return;
    this.#askProof();
    if (this.#openForMs > staleMs) this.#openSocket();
  }
}
