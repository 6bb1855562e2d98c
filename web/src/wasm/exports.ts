// What the module exports: `client-wasm/glasshell.h`, which says what each means. Addresses and sizes are octets of `memory`.

/** An address in the module's memory; 0 is none. */
export type Address = number;

/** One session; 0 is none. */
export type Handle = number;

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
  gsh_memory_free(memory: Address, size: number): Status;
  gsh_message_limit(): number;
  gsh_version(): Address;
  gsh_failure_words(): Address;

  gsh_session_create(out: Address): Status;
  gsh_session_destroy(session: Handle): Status;

  gsh_session_set_text(session: Handle, what: number, text: Address, size: number): Status;
  gsh_session_add_environment(
    session: Handle,
    name: Address,
    nameSize: number,
    value: Address,
    valueSize: number,
  ): Status;
  gsh_session_add_known_host(session: Handle, type: Address, typeSize: number, blob: Address, blobSize: number): Status;
  gsh_session_start(session: Handle, nowMs: number): Status;

  gsh_session_set_proof(session: Handle, proof: Address, size: number): Status;
  gsh_session_message(session: Handle, message: Address, size: number, nowMs: number): Status;
  gsh_session_text_message(session: Handle, nowMs: number): Status;
  gsh_session_next_message(session: Handle, message: Address, size: Address): Status;
  gsh_session_wants_close(session: Handle): number;

  gsh_session_socket_closed(session: Handle, nowMs: number): Status;
  gsh_session_wants_socket(session: Handle, nowMs: number): number;
  gsh_session_socket_opened(session: Handle, nowMs: number): Status;
  gsh_session_socket_failed(session: Handle, nowMs: number): Status;
  gsh_session_set_visible(session: Handle, visible: number, nowMs: number): Status;
  gsh_session_nudge(session: Handle, nowMs: number): Status;
  gsh_session_last_heard_ms(session: Handle, nowMs: number): number;

  gsh_session_next_action(session: Handle, json: Address, size: Address): Status;
  gsh_reply_host_key(session: Handle, prompt: number, decision: number, nowMs: number): Status;
  gsh_reply_user(session: Handle, prompt: number, user: Address, size: number, nowMs: number): Status;
  gsh_reply_password(session: Handle, prompt: number, password: Address, size: number, nowMs: number): Status;
  gsh_reply_public_key(
    session: Handle,
    prompt: number,
    privateKey: Address,
    keySize: number,
    certificate: Address,
    certificateSize: number,
    nowMs: number,
  ): Status;
  gsh_reply_keyboard_interactive(session: Handle, prompt: number, nowMs: number): Status;
  gsh_reply_passphrase(session: Handle, prompt: number, passphrase: Address, size: number, nowMs: number): Status;
  gsh_reply_interactive(session: Handle, prompt: number, answers: Address, size: number, nowMs: number): Status;
  gsh_reply_new_password(
    session: Handle,
    prompt: number,
    oldPassword: Address,
    oldSize: number,
    newPassword: Address,
    newSize: number,
    nowMs: number,
  ): Status;
  gsh_reply_cancel(session: Handle, prompt: number, nowMs: number): Status;

  gsh_session_input(session: Handle, typed: Address, size: number, taken: Address, nowMs: number): Status;
  gsh_session_input_waiting(session: Handle): number;
  gsh_session_resize(
    session: Handle,
    columns: number,
    rows: number,
    widthPixels: number,
    heightPixels: number,
    nowMs: number,
  ): Status;
  gsh_session_output(session: Handle, output: Address, size: Address): Status;
  gsh_session_output_taken(session: Handle, size: number): Status;
  gsh_session_commit(session: Handle, size: number, nowMs: number): Status;
  gsh_session_screen_lost(session: Handle, nowMs: number): Status;
  gsh_session_disconnect(session: Handle, nowMs: number): Status;

  gsh_session_wait_ms(session: Handle, nowMs: number): number;
  gsh_session_tick(session: Handle, nowMs: number): Status;
  gsh_session_probe(session: Handle, nowMs: number): Status;
}
