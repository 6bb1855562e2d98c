// The shape of a catalogue: every text that a person may read. A language is one object of this type, so a missing text, or a
// failure word without a sentence, fails the type check.
import type { Cause, LinkError, LinkReason, SocketFinding, Stage } from "../failure/words.ts";
import type { CertificateFlaw } from "../session/user-certificate.ts";
import type { AuthenticationMethod, Setback } from "../worker/messages.ts";

/** The names that a failure's sentence may use. */
export interface FailureNames {
  readonly node: string;
  /** Where the relay is, for a person: a host name. */
  readonly relay: string;
  /** Who signs in; empty if it did not come that far. */
  readonly user: string;
  /** The methods that the server would have accepted, joined for a person; empty if it named none. */
  readonly methods: string;
  /** How long the page was out of reach, when the node closed meanwhile; otherwise empty. */
  readonly away: string;
  /** What had nothing in common, for example "key exchange"; empty if not known. */
  readonly category: string;
}

/** One failure: a short title, and one sentence made of the cause (with its hop) and the remedy. */
export interface FailureText {
  readonly title: string;
  /** Begins with a capital letter, ends without a full stop. */
  readonly cause: string;
  /** Follows the cause after a colon: begins in lower case, ends without a full stop. */
  readonly remedy: string;
}
export type FailureWords = (names: FailureNames) => FailureText;

/** What the sentence about a refused certificate may use. */
export interface CertificateNames {
  /** Who signs in. */
  readonly user: string;
  /** Whom the certificate names, as a list in the language of the catalogue. */
  readonly principals: string;
  /** Dates, likewise; empty where the certificate sets no limit. */
  readonly from: string;
  readonly until: string;
}

/** Where on the way something broke. */
export type Hop = "browser" | "network" | "relay" | "route" | "node";

export interface Catalogue {
  /** BCP 47, and the language's own name. */
  readonly tag: "en" | "pt-BR";
  readonly name: string;

  readonly page: {
    readonly nodes: string;
    readonly nodesHint: string;
    readonly noNodes: string;
    readonly noNodesHint: string;
    readonly loading: string;
    readonly listFailed: string;
    readonly terminalFailed: string;
    readonly tryAgain: string;
    readonly connectTo: (node: string) => string;
    readonly ssh: string;
    readonly filter: string;
    readonly noMatch: (text: string) => string;
    readonly openSessions: string;
    readonly allNodes: string;
    readonly closeSession: (node: string) => string;
    readonly closeQuestion: (node: string) => string;
    readonly closeWarning: string;
    readonly closeIt: string;
    readonly theme: string;
    readonly themeAuto: string;
    readonly themeLight: string;
    readonly themeDark: string;
    readonly language: string;
    readonly settings: string;
    readonly demo: string;
    readonly demoNote: string;
    readonly demoGone: string;
    readonly custodyRelay: string;
    readonly custodyRelayHint: string;
    readonly endToEndHint: string;
    readonly skipToContent: string;
    readonly copyLink: string;
    readonly linkCopied: string;
  };

  readonly terminal: {
    readonly label: (node: string) => string;
    readonly ended: (status: number) => string;
    readonly endedWithoutStatus: string;
    readonly endedBySignal: (signal: string) => string;
    readonly endedHere: string;
    readonly reconnect: string;
    readonly reconnectHint: string;
    readonly reconnectIn: (seconds: number) => string;
    readonly connect: string;
    readonly disconnect: string;
    readonly details: string;
    readonly newSession: string;
    readonly bell: string;
    readonly menu: string;
    readonly search: string;
    readonly copy: string;
    readonly paste: string;
    readonly copied: string;
    readonly copyReport: string;
    readonly pasteUnavailable: string;
    readonly largerText: string;
    readonly smallerText: string;
    readonly defaultText: string;
    readonly screenReader: string;
    readonly knownHostNotStored: string;
    readonly cancel: string;
  };

  readonly steps: {
    readonly connecting: (relay: string) => string;
    readonly handshake: (node: string) => string;
    readonly prompting: string;
    readonly diagnosing: string;
    readonly authenticating: (node: string) => string;
    readonly shell: string;
    readonly reconnecting: string;
    /** A new session waits for the relay, and is tried for again by itself. */
    readonly restarting: string;
    readonly ended: string;
    readonly failed: string;
    readonly idle: string;
  };

  readonly seal: {
    readonly endToEnd: string;
    readonly heldByRelay: string;
    readonly show: string;
    readonly endToEndExplained: (relay: string, node: string) => string;
    readonly heldByRelayExplained: (relay: string) => string;
    readonly caveat: string;
    readonly hostKey: string;
    readonly fingerprint: string;
    readonly keyExchange: string;
    readonly cipher: string;
    readonly mac: string;
    readonly macInCipher: string;
    readonly server: string;
    readonly signedInBy: string;
    readonly rekeys: string;
    readonly roundTripNode: string;
    readonly roundTripRelay: string;
    readonly roundTrip: (ms: string) => string;
    readonly toServer: string;
    readonly toClient: string;
  };

  readonly hostKey: {
    readonly newTitle: (node: string) => string;
    readonly newIntro: (node: string) => string;
    readonly changedTitle: (node: string) => string;
    readonly changedIntro: (node: string) => string;
    readonly changedAdvice: string;
    readonly fingerprint: string;
    readonly bits: (bits: number) => string;
    readonly copyFingerprint: string;
    readonly copied: string;
    readonly howToCheck: string;
    readonly howToCheckText: string;
    readonly compare: string;
    readonly compareHint: string;
    readonly same: string;
    readonly different: string;
    readonly refuse: string;
    readonly accept: string;
    readonly presentedNow: string;
    readonly knownBefore: string;
    readonly replaceSummary: string;
    readonly replaceText: (node: string) => string;
    readonly replaceLabel: (node: string) => string;
    readonly replace: string;
    readonly storeUnreadable: string;
  };

  readonly signIn: {
    readonly title: (node: string) => string;
    readonly userName: string;
    readonly userHint: (node: string) => string;
    readonly continue: string;
    readonly signIn: string;
    readonly as: (user: string) => string;
    readonly waiting: (node: string) => string;
    readonly method: string;
    readonly methods: Readonly<Record<AuthenticationMethod, string>>;
    readonly password: string;
    readonly interactiveText: string;
    readonly privateKey: string;
    readonly privateKeyHint: string;
    readonly chooseFile: string;
    readonly keyFrom: (file: string) => string;
    readonly removeKey: string;
    readonly certificate: string;
    readonly certificateHint: string;
    readonly certificateFrom: (file: string) => string;
    readonly fileTooLarge: (limit: string) => string;
    readonly keyMissing: string;
    readonly staysHere: string;
    readonly setbacks: Readonly<Record<Setback, (method: string) => string>>;
    /** The node refused a key with a certificate. */
    readonly certificateFlaws: Readonly<Record<CertificateFlaw, (names: CertificateNames) => string>>;
    readonly passphraseTitle: string;
    readonly passphraseIntro: (keyType: string, comment: string) => string;
    readonly passphrase: string;
    readonly unlock: string;
    readonly interactiveTitle: (node: string) => string;
    readonly answer: string;
    readonly submit: string;
    readonly newPasswordTitle: string;
    readonly newPasswordIntro: (node: string) => string;
    readonly oldPassword: string;
    readonly newPassword: string;
    readonly repeatPassword: string;
    readonly passwordsDiffer: string;
    readonly changePassword: string;
    readonly saidByNode: (node: string) => string;
  };

  readonly paste: {
    readonly title: (lines: number) => string;
    readonly intro: string;
    readonly paste: string;
    readonly preview: string;
    readonly more: (lines: number) => string;
    readonly sending: (sent: string, total: string) => string;
    readonly cancel: string;
    readonly cancelled: string;
    readonly stripped: (count: number) => string;
    readonly tooLarge: (limit: string) => string;
    readonly busy: string;
    readonly away: string;
    readonly examining: string;
  };

  /** While the relay is out of reach. */
  readonly away: {
    readonly title: (relay: string) => string;
    readonly offline: string;
    /** Nothing is tried for before there is a network. */
    readonly offlineHint: string;
    readonly lastHeard: (duration: string) => string;
    readonly trying: string;
    readonly next: (duration: string) => string;
    readonly kept: (time: string) => string;
    readonly typing: string;
    readonly typed: (characters: number) => string;
    readonly reconnectNow: string;
    readonly reconnectHint: string;
    readonly back: (duration: string) => string;
  };

  /** A session that another tab has. */
  readonly elsewhere: {
    readonly title: string;
    readonly text: string;
    readonly thisTab: string;
    readonly ask: string;
    readonly begin: string;
    readonly here: string;
    readonly hereTitle: (title: string) => string;
  };

  /** What is typed and cannot go at once. */
  readonly typed: {
    readonly behindPaste: (characters: number) => string;
    readonly refused: string;
    readonly dropped: (characters: number) => string;
    readonly unsure: (characters: number) => string;
  };

  readonly clipboard: {
    readonly question: (node: string, characters: number) => string;
    readonly allow: string;
    readonly refuse: string;
    readonly failed: string;
  };

  readonly link: {
    readonly title: string;
    readonly intro: string;
    readonly open: string;
    readonly hint: string;
  };

  readonly search: {
    readonly label: string;
    readonly next: string;
    readonly previous: string;
    readonly close: string;
    readonly caseSensitive: string;
    readonly regex: string;
    readonly results: (current: number, total: number) => string;
    readonly none: string;
  };

  readonly failure: {
    readonly hops: Readonly<Record<Hop, string>>;
    readonly hopStates: { readonly passed: string; readonly here: string; readonly notReached: string };
    readonly path: string;
    readonly reasons: Readonly<Record<LinkReason, FailureWords>>;
    readonly linkErrors: Readonly<Record<LinkError, FailureWords>>;
    /** A cause that means something else at each stage has a text for each. */
    readonly causes: Readonly<Record<Cause, FailureWords | Readonly<Record<Stage, FailureWords>>>>;
    readonly sockets: Readonly<Record<SocketFinding, FailureWords>>;
    readonly engine: FailureWords;
    readonly token: FailureWords;
    readonly closedWhileAway: FailureWords;
    /** A word that this page does not know: the other side is newer. */
    readonly unknown: (word: string) => FailureWords;
    readonly stages: Readonly<Record<Stage, string>>;
    readonly details: {
      readonly stage: string;
      readonly cause: string;
      readonly said: string;
      readonly pageSaid: string;
      readonly closeCode: string;
      readonly ours: string;
      readonly theirs: string;
      readonly methods: string;
      readonly probe: string;
    };
  };
}
