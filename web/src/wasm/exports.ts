// What the module exports: `client-wasm/glasshell.h`, which says what each means. Addresses and sizes are octets of `memory`.

/** An address in the module's memory; 0 is none. */
export type Address = number;

/** `GSH_…` of glasshell.h: 0, or why not. */
export type Status = number;

export const status = {
  ok: 0,
  invalidArgument: -1,
  invalidState: -2,
  stalePrompt: -3,
  outOfMemory: -4,
  internalError: -5,
} as const;

export const textKind = { user: 1, terminal: 2 } as const;

export const hostKeyDecision = { refuse: 0, accept: 1, replace: 2 } as const;

export interface EngineExports {
  readonly memory: WebAssembly.Memory;
  /** Runs the constructors of static objects; to be called once, before anything else. */
  _initialize(): void;

  gsh_memory_take(size: number): Address;
  gsh_memory_free(memory: Address, size: number): void;
  gsh_message_limit(): number;
  gsh_version(): Address;
  gsh_failure_words(): Address;

  gsh_session_create(out: Address): Status;
  gsh_session_destroy(session: Address): void;

  gsh_session_set_text(session: Address, what: number, text: Address, size: number): Status;
  gsh_session_add_environment(
    session: Address,
    name: Address,
    nameSize: number,
    value: Address,
    valueSize: number,
  ): Status;
  gsh_session_add_known_host(
    session: Address,
    type: Address,
    typeSize: number,
    blob: Address,
    blobSize: number,
  ): Status;
  gsh_session_set_proof(session: Address, proof: Address, size: number): Status;
  gsh_session_start(session: Address, nowMs: number): Status;

  gsh_session_message(session: Address, message: Address, size: number, nowMs: number): Status;
  gsh_session_text_message(session: Address, nowMs: number): Status;
  gsh_session_socket_closed(session: Address, nowMs: number): Status;
  gsh_session_next_message(session: Address, message: Address, size: Address): Status;
  gsh_session_wants_close(session: Address): number;

  gsh_session_next_action(session: Address, json: Address, size: Address): Status;
  gsh_reply_host_key(session: Address, prompt: number, decision: number, nowMs: number): Status;
  gsh_reply_user(session: Address, prompt: number, user: Address, size: number, nowMs: number): Status;
  gsh_reply_password(session: Address, prompt: number, password: Address, size: number, nowMs: number): Status;
  gsh_reply_public_key(
    session: Address,
    prompt: number,
    privateKey: Address,
    keySize: number,
    certificate: Address,
    certificateSize: number,
    nowMs: number,
  ): Status;
  gsh_reply_keyboard_interactive(session: Address, prompt: number, nowMs: number): Status;
  gsh_reply_passphrase(session: Address, prompt: number, passphrase: Address, size: number, nowMs: number): Status;
  gsh_reply_interactive(session: Address, prompt: number, answers: Address, size: number, nowMs: number): Status;
  gsh_reply_new_password(
    session: Address,
    prompt: number,
    oldPassword: Address,
    oldSize: number,
    newPassword: Address,
    newSize: number,
    nowMs: number,
  ): Status;
  gsh_reply_cancel(session: Address, prompt: number, nowMs: number): Status;

  gsh_session_input(session: Address, typed: Address, size: number, taken: Address, nowMs: number): Status;
  gsh_session_input_waiting(session: Address): number;
  gsh_session_resize(
    session: Address,
    columns: number,
    rows: number,
    widthPixels: number,
    heightPixels: number,
    nowMs: number,
  ): Status;
  gsh_session_output(session: Address, output: Address, size: Address): Status;
  gsh_session_output_taken(session: Address, size: number): Status;
  gsh_session_commit(session: Address, size: number, nowMs: number): Status;
  gsh_session_screen_lost(session: Address, nowMs: number): Status;
  gsh_session_disconnect(session: Address, nowMs: number): Status;

  gsh_session_wait_ms(session: Address, nowMs: number): number;
  gsh_session_tick(session: Address, nowMs: number): Status;
  gsh_session_probe(session: Address, nowMs: number): Status;
}
