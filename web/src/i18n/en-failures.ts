// What went wrong, in English. Each text: a title; a cause that names the hop; a remedy that a person can act on.
import type { Catalogue } from "./catalogue.ts";

export const englishFailures: Catalogue["failure"] = {
  hops: {
    browser: "This browser",
    network: "The way to the relay",
    relay: "The relay",
    route: "The way to the node",
    node: "The node",
  },
  hopStates: { passed: "reached", here: "it broke here", notReached: "not reached" },
  path: "How far it came",

  reasons: {
    unsupported_version: ({ relay }) => ({
      title: "This page and the relay do not match",
      cause: `The relay ${relay} speaks another version of the protocol than this page`,
      remedy: "reload the page without its cache, or bring relay and page to the same release",
    }),
    malformed_frame: ({ relay }) => ({
      title: "The relay could not read what this page sent",
      cause: `The relay ${relay} closed the link because a message reached it damaged`,
      remedy: "reload the page; if it happens again, look for a proxy that changes WebSocket messages",
    }),
    not_authenticated: ({ relay }) => ({
      title: "The relay does not know who you are",
      cause: `The relay ${relay} wants proof of who you are, and got none that it accepts`,
      remedy: "sign in again on the page that brought you here, then connect once more",
    }),
    not_permitted: ({ node, relay }) => ({
      title: `You may not reach ${node}`,
      cause: `The relay ${relay} knows you but does not let you reach ${node}`,
      remedy: "ask its operator for access to this node",
    }),
    unknown_node: ({ node, relay }) => ({
      title: `The relay has no node called ${node}`,
      cause: `The relay ${relay} has no node named ${node} in its list`,
      remedy: "check the name in the address, or ask the operator to add the node",
    }),
    too_many_links: ({ relay }) => ({
      title: "The relay is full",
      cause: `The relay ${relay} carries as many sessions as its operator allows`,
      remedy: "try again in a little while, or ask the operator to raise max_links",
    }),
    too_many_links_from_address: ({ relay }) => ({
      title: "Too many sessions from your address",
      cause: `The relay ${relay} carries as many sessions from your network address as its operator allows`,
      remedy: "close one of your sessions, or ask the operator to raise max_links_per_address",
    }),
    name_not_found: ({ node }) => ({
      title: `The name of ${node} does not resolve`,
      cause: `The relay found no network address for ${node}`,
      remedy: "correct the node's address in the relay's configuration, or the DNS that the relay asks",
    }),
    connection_refused: ({ node }) => ({
      title: `${node} refused the connection`,
      cause: `The relay reached ${node}, but nothing accepts connections on its SSH port`,
      remedy: "start sshd on the node, or correct the port in the relay's configuration",
    }),
    connection_timed_out: ({ node }) => ({
      title: `${node} did not answer`,
      cause: `The relay got no answer at all from ${node}'s SSH port`,
      remedy: "check that the node is on and that no firewall between it and the relay drops the connection",
    }),
    host_unreachable: ({ node }) => ({
      title: `${node} cannot be reached`,
      cause: `The relay's network has no route to ${node}`,
      remedy: "check that the node is on and that the relay is in a network that can reach it",
    }),
    connection_reset: ({ node }) => ({
      title: `The connection to ${node} was cut`,
      cause: `The connection between the relay and ${node} was reset`,
      remedy: "connect again; if it repeats, look at sshd's log on the node and at the firewall in between",
    }),
    closed_by_node: ({ node }) => ({
      title: `${node} closed the connection`,
      cause: `${node} closed its connection to the relay`,
      remedy: "connect again; sshd's log on the node says why it hung up",
    }),
    closed_by_client: () => ({
      title: "The session was closed",
      cause: "This page closed the session",
      remedy: "connect again whenever you like",
    }),
    idle_timeout: ({ relay }) => ({
      title: "Closed after a long silence",
      cause: `The relay ${relay} closed the session because nothing moved for longer than it allows`,
      remedy: "connect again, or ask the operator to raise idle_timeout",
    }),
    relay_shutting_down: ({ relay }) => ({
      title: "The relay is restarting",
      cause: `The relay ${relay} is shutting down`,
      remedy: "connect again in a minute, when it is back",
    }),
    session_unknown: ({ relay }) => ({
      title: "The relay was restarted, and the session is gone",
      cause: `The relay ${relay} does not know this session any more: sessions live in its memory, and end when it is restarted`,
      remedy: "start a new session; what ran in a tmux or screen on the node is still there",
    }),
    session_expired: ({ relay }) => ({
      title: "The session was kept as long as allowed",
      cause: `The relay ${relay} kept the session without a connection for as long as it may, and let it go`,
      remedy: "start a new session, or ask the operator to raise session_grace",
    }),
    counts_impossible: ({ relay }) => ({
      title: "The session could not be picked up again",
      cause: `This page and the relay ${relay} disagree about what was already received, so going on could lose output`,
      remedy: "start a new session",
    }),
    internal_error: ({ relay }) => ({
      title: "The relay had an error of its own",
      cause: `Something broke inside the relay ${relay}`,
      remedy: "connect again; if it repeats, its operator finds the reason in the relay's log",
    }),
    window_exceeded: ({ relay }) => ({
      title: "The link broke its own rules",
      cause: `The relay ${relay} closed the link because it was sent more than it had asked for`,
      remedy: "reload the page and connect again; if it repeats, it is a bug worth reporting",
    }),
    silent_peer: ({ relay }) => ({
      title: "The relay stopped hearing from this page",
      cause: `Nothing from this browser reached the relay ${relay} for too long`,
      remedy: "check your network, then connect again",
    }),
    session_wrong_secret: ({ relay }) => ({
      title: "The session could not be picked up again",
      cause: `The relay ${relay} has this session, but this page could not prove that it is its own`,
      remedy: "start a new session; if it repeats, it is a bug worth reporting",
    }),
    session_wrong_user: ({ relay }) => ({
      title: "The session belongs to somebody else",
      cause: `The relay ${relay} has this session, but it was begun by another user than the one signed in now`,
      remedy: "sign in as who began it, or start a new session",
    }),
    session_superseded: ({ relay }) => ({
      title: "The session goes on elsewhere",
      cause: `A newer connection of this session has reached the relay ${relay}`,
      remedy: "look for the tab that has it, or start a new session",
    }),
    session_evicted: ({ relay }) => ({
      title: "The session had to make room",
      cause: `The relay ${relay} was keeping as many sessions without a page as it may, and let the oldest go`,
      remedy: "start a new session, or ask the operator to raise detached_sessions",
    }),
  },

  linkErrors: {
    empty_message: brokenLink("an empty message came"),
    oversized_frame: brokenLink("a message came that is longer than allowed"),
    unknown_type: brokenLink("a message came of a kind that this page does not know"),
    malformed: brokenLink("a message came that cannot be read"),
    unsupported_version: ({ relay }) => ({
      title: "This page and the relay do not match",
      cause: `The relay ${relay} answered in another version of the protocol than this page speaks`,
      remedy: "reload the page without its cache, or bring relay and page to the same release",
    }),
    unexpected_frame: brokenLink("a message came out of turn"),
    window_exceeded: brokenLink("more came than this page had asked for"),
    ack_beyond_sent: brokenLink("it confirmed octets that were never sent"),
    ack_went_back: brokenLink("it took back a confirmation"),
    counts_impossible: brokenLink("its counts cannot be true"),
    wrong_final_offset: brokenLink("its last message does not fit the data before it"),
    text_frame: brokenLink("a text message came where only binary ones are spoken"),
    silent_peer: ({ relay }) => ({
      title: "The relay went silent",
      cause: `Nothing came from the relay ${relay} for too long`,
      remedy: "check your network, and whether a proxy in between cuts quiet WebSockets, then connect again",
    }),
    wrong_secret: brokenLink("it claimed a session without its secret"),
    superseded_attempt: brokenLink("it came back to a session later than another"),
  },

  causes: {
    not_ssh: ({ node }) => ({
      title: `What answers at ${node} is not SSH`,
      cause: `Something answers on ${node}'s port, but it does not speak SSH`,
      remedy: "correct the node's port in the relay's configuration; the details show what it said",
    }),
    ssh_version_1: ({ node }) => ({
      title: `${node} speaks SSH-1 only`,
      cause: `${node} offers only version 1 of SSH, which has been broken for decades`,
      remedy: "update the SSH server on the node",
    }),
    banner_too_long: ({ node }) => ({
      title: `${node} never came to the point`,
      cause: `${node} sent a long text but no SSH identification`,
      remedy: "check that the node's port in the relay's configuration is that of sshd",
    }),
    closed_by_peer: {
      banner: ({ node }) => ({
        title: `${node} hung up at once`,
        cause: `${node} accepted the connection and closed it without a word`,
        remedy: "look at sshd's log there: MaxStartups, a ban (fail2ban) or an access rule is the usual reason",
      }),
      key_exchange: ({ node }) => ({
        title: `${node} hung up during the key exchange`,
        cause: `${node} closed the connection while keys were being agreed on`,
        remedy: "look at sshd's log there for the algorithm or limit that it objected to",
      }),
      host_key: ({ node }) => ({
        title: `${node} did not wait`,
        cause: `${node} closed the connection while its host key was waiting for your answer`,
        remedy: "connect again and answer within its LoginGraceTime",
      }),
      authentication: ({ node }) => ({
        title: `${node} hung up during sign-in`,
        cause: `${node} closed the connection during sign-in`,
        remedy: "connect again; too many tries or a LoginGraceTime that ran out are the usual reasons",
      }),
      channel: ({ node }) => ({
        title: `${node} hung up before the shell`,
        cause: `${node} accepted your sign-in but closed the connection before a shell began`,
        remedy: "look at sshd's log there, and at the account's login shell",
      }),
      session: ({ node }) => ({
        title: `${node} is gone`,
        cause: `The connection to ${node} ended without a goodbye`,
        remedy: "connect again; a restart of the node or of its network is the usual reason",
      }),
    },
    timed_out: {
      banner: ({ node }) => ({
        title: `${node} said nothing`,
        cause: `${node} accepted the connection but did not begin to speak SSH in time`,
        remedy: "check the load on the node and that its port in the relay's configuration is that of sshd",
      }),
      key_exchange: ({ node }) => ({
        title: `${node} was too slow`,
        cause: `${node} did not finish the key exchange in time`,
        remedy: "check the load on the node and the network to it (a wrong MTU often looks like this), then try again",
      }),
      host_key: ({ node }) => ({
        title: `${node} was too slow`,
        cause: `${node} did not prove its host key in time`,
        remedy: "check the load on the node, then connect again",
      }),
      authentication: ({ node }) => ({
        title: `${node} did not answer the sign-in`,
        cause: `${node} did not answer the sign-in in time`,
        remedy: "check what it asks for sign-ins (LDAP, a second factor) and then try again",
      }),
      channel: ({ node }) => ({
        title: `${node} did not open a shell`,
        cause: `${node} accepted your sign-in but did not start a shell in time`,
        remedy: "check the load on the node and the account's login scripts",
      }),
      session: ({ node }) => ({
        title: `${node} stopped answering`,
        cause: `${node} stopped answering in the middle of the session`,
        remedy: "check the node and the network to it, then connect again",
      }),
    },
    no_common_algorithm: ({ node, category }) => ({
      title: "No algorithm in common",
      cause: `${node} and this page have no ${category || "algorithm"} in common`,
      remedy: "allow a current one in the node's sshd_config, or update its SSH server; the details list both sides",
    }),
    bad_signature: ({ node }) => ({
      title: `${node} could not prove who it is`,
      cause: `${node} showed a host key but could not prove that it holds it`,
      remedy: "do not sign in; find out who answers at this address before you try again",
    }),
    integrity_error: ({ node }) => ({
      title: "A packet was damaged on the way",
      cause: `A packet between this page and ${node} did not pass its integrity check, so the session was ended`,
      remedy: "connect again; if it repeats, something on the way changes the data",
    }),
    protocol_error: ({ node }) => ({
      title: `${node} broke the SSH protocol`,
      cause: `${node} sent something that SSH does not allow at that point`,
      remedy: "update the SSH server on the node; the details show what it said",
    }),
    memory_limit: ({ node }) => ({
      title: `${node} sent too much`,
      cause: `${node} sent more unasked-for data than this page is willing to hold`,
      remedy: "connect again; if it repeats, do not trust that server",
    }),
    host_key_refused: ({ node }) => ({
      title: "You refused the host key",
      cause: `The host key of ${node} was not accepted, so nothing about you was sent`,
      remedy: "compare its fingerprint with the one that the node prints, and connect again",
    }),
    host_key_changed: ({ node }) => ({
      title: `${node} showed another host key`,
      cause: `The host key of ${node} is not the one that this browser knows, so nothing about you was sent`,
      remedy: "ask the node's operator whether it was reinstalled before you connect again and replace the key",
    }),
    no_method_left: ({ node, methods }) => ({
      title: "No way left to sign in",
      cause: `${node} accepts only ways to sign in that this page does not have${methods ? ` (${methods})` : ""}`,
      remedy: "allow password, public key or keyboard-interactive in the node's sshd_config",
    }),
    too_many_attempts: ({ node }) => ({
      title: "Too many failed tries",
      cause: `${node} hung up after too many failed tries to sign in`,
      remedy: "check user name and credential, wait a little, and connect again",
    }),
    authentication_cancelled: ({ node }) => ({
      title: "Sign-in cancelled",
      cause: `You left the sign-in to ${node}`,
      remedy: "connect again whenever you like",
    }),
    disconnected_by_peer: {
      banner: disconnected("before the key exchange"),
      key_exchange: disconnected("during the key exchange"),
      host_key: disconnected("while its host key was being checked"),
      authentication: disconnected("during sign-in"),
      channel: disconnected("before a shell began"),
      session: disconnected("in the middle of the session"),
    },
    channel_refused: ({ node }) => ({
      title: `${node} opens no session`,
      cause: `${node} accepted your sign-in but refused to open a session`,
      remedy: "raise MaxSessions in its sshd_config, or check the limits of the account",
    }),
    pty_refused: ({ node }) => ({
      title: `${node} gives no terminal`,
      cause: `${node} refused to give this session a terminal`,
      remedy: "check PermitTTY in its sshd_config, and for a no-pty option on your key",
    }),
    shell_refused: ({ node, user }) => ({
      title: `${node} starts no shell`,
      cause: `${node} refused to start a shell for ${user || "this account"}`,
      remedy: "check the account's login shell and any forced command on the node",
    }),
    keepalive_lost: ({ node }) => ({
      title: `${node} stopped answering`,
      cause: `The relay is there, but ${node} answered none of the last questions whether it is alive`,
      remedy: "check the node and the network between it and the relay, then connect again",
    }),
    screen_lost: () => ({
      title: "The screen lost output",
      cause:
        "The terminal in this browser could not show what it was given, so the session was ended rather than go on wrongly",
      remedy: "connect again; if it repeats, try without the browser's extensions",
    }),
    internal_error: () => ({
      title: "Something broke in this page",
      cause: "The SSH engine in this browser had an error of its own",
      remedy: "reload the page and connect again; if it repeats, it is a bug worth reporting",
    }),
  },

  sockets: {
    offline: () => ({
      title: "You are offline",
      cause: "This browser has no network connection",
      remedy: "connect to a network, then try again",
    }),
    mixed_content: ({ relay }) => ({
      title: "The relay's address is not secure",
      cause: `This page came over https, and a browser then refuses the unencrypted address of the relay ${relay}`,
      remedy: "use a wss:// address for the relay",
    }),
    relay_unreachable: ({ relay }) => ({
      title: "The relay does not answer",
      cause: `This browser cannot reach ${relay}`,
      remedy: "check your network or VPN, and whether the relay is running",
    }),
    relay_unhealthy: ({ relay }) => ({
      title: "The relay is not well",
      cause: `The relay ${relay} answers, but says that it is not healthy`,
      remedy: "try again in a minute, or look at the relay's log",
    }),
    gateway_without_relay: ({ relay }) => ({
      title: "The proxy cannot reach the relay",
      cause: `The web server at ${relay} answers, but gets no answer from the relay behind it`,
      remedy: "start the relay, or correct its address in the proxy's configuration",
    }),
    not_routed: ({ relay }) => ({
      title: "The relay's path leads nowhere",
      cause: `The web server at ${relay} knows no path /ws/`,
      remedy: "let the proxy pass /ws/ on to the relay, or correct the relay's address",
    }),
    not_a_relay: ({ relay }) => ({
      title: "Something else answers there",
      cause: `What answers at ${relay} is a web server, but not a relay`,
      remedy: "correct the relay's address, or let the proxy pass /ws/ on to the relay",
    }),
    upgrade_lost: ({ relay }) => ({
      title: "The WebSocket does not get through",
      cause: `The relay ${relay} answers to HTTP, but the WebSocket does not come up: a proxy on the way drops the Upgrade header, or the relay does not allow this page's origin`,
      remedy:
        "pass on Upgrade and Connection in the proxy (nginx: proxy_http_version 1.1), and list this page's origin in the relay's origins",
    }),
    origin_refused: ({ relay }) => ({
      title: "The relay does not accept this page's origin",
      cause: `The relay ${relay} does not serve pages from this address`,
      remedy: "add this page's origin and host to the relay's configuration",
    }),
    sign_in_required: ({ relay }) => ({
      title: "A sign-in stands in front of the relay",
      cause: `The web server at ${relay} wants you to sign in first`,
      remedy: "reload the page and sign in, then connect again",
    }),
    rate_limited: ({ relay }) => ({
      title: "Too many requests",
      cause: `The relay ${relay}, or a proxy before it, wants fewer requests from your address`,
      remedy: "wait a minute, then connect again",
    }),
    lost: ({ relay }) => ({
      title: "The connection to the relay was lost",
      cause: `The connection between this browser and the relay ${relay} broke off`,
      remedy: "check your network, then connect again",
    }),
    going_away: ({ relay }) => ({
      title: "The relay went away",
      cause: `The relay ${relay}, or a proxy before it, is restarting`,
      remedy: "connect again in a minute",
    }),
    refused_message: ({ relay }) => ({
      title: "The link was closed as faulty",
      cause: `The relay ${relay}, or a proxy before it, closed the link because it did not accept a message`,
      remedy: "reload the page and connect again; if it repeats, look for a proxy that limits WebSocket messages",
    }),
  },

  engine: () => ({
    title: "The SSH engine did not start",
    cause: "The SSH engine could not run in this browser",
    remedy: "use a current browser with WebAssembly, and reload the page; the details have the browser's own words",
  }),
  closedWhileAway: ({ node, away }) => ({
    title: `${node} ended the session while you were out of reach`,
    cause: `${node} closed it during the ${away} without a connection, as sshd does with ClientAliveInterval when nobody answers`,
    remedy:
      "connect again; to outlast such absences, raise ClientAliveCountMax or ClientAliveInterval in the node's sshd_config",
  }),
  token: ({ relay }) => ({
    title: "The page gave no token",
    cause: `The page that this terminal is part of did not give the token that proves to the relay ${relay} who you are`,
    remedy: "reload the page and sign in to it again; if it repeats, show the details to whoever runs the page",
  }),
  unknown:
    (word) =>
    ({ node, relay }) => ({
      title: "It failed for a reason that this page does not know",
      cause: `The session with ${node} over the relay ${relay} ended with “${word}”`,
      remedy: "reload the page, since it seems to be older than the relay, and connect again",
    }),

  stages: {
    banner: "waiting for the SSH server",
    key_exchange: "agreeing on keys",
    host_key: "checking the host key",
    authentication: "signing in",
    channel: "opening a shell",
    session: "the shell was running",
  },
  details: {
    stage: "Stage",
    cause: "Cause",
    said: "The other side said",
    pageSaid: "The page said",
    closeCode: "Close code",
    ours: "This page offers",
    theirs: "The node offers",
    methods: "Methods of the node",
    probe: "Probe of the relay",
  },
};

function brokenLink(what: string): Catalogue["failure"]["linkErrors"]["malformed"] {
  return ({ relay }) => ({
    title: "The relay broke the protocol",
    cause: `The link to the relay ${relay} was closed, because ${what}`,
    remedy: "reload the page and connect again; if it repeats, look for a proxy that changes WebSocket messages",
  });
}

function disconnected(when: string): Catalogue["failure"]["linkErrors"]["malformed"] {
  return ({ node }) => ({
    title: `${node} ended the connection`,
    cause: `${node} ended the connection ${when}`,
    remedy: "read in the details why it says it did, and connect again",
  });
}
