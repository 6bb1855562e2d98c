/* The C ABI of the browser's engine: one handle is one session, which is one link and one SSH engine wired together.
 * docs/wasm-abi.md explains; exports.txt lists the same names, and a test compares the two. No C++ type and no exception
 * crosses. JavaScript reads `memory.buffer` afresh at every access, since it may have grown.
 *
 * Status: 0 is success, negatives are the named GSH_… codes. Sizes are octets. `now_ms` is any monotonic time in
 * milliseconds (performance.now()). Unless it says otherwise a pointer argument is borrowed for the call, and a pointer
 * handed out is borrowed until the next call with the same handle. No argument makes the module trap: what lies outside its
 * memory is refused like a null.
 */
#ifndef GLASSHELL_H
#define GLASSHELL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Names one session, and is never used again: a handle that is over, or never was, is refused. 0 is none. */
typedef uint32_t gsh_session;

enum {
  GSH_OK = 0,
  GSH_INVALID_ARGUMENT = -1, /* no such session, memory or size that is none, text that is not UTF-8 */
  GSH_INVALID_STATE = -2,    /* not allowed now: configured after start, started twice */
  GSH_STALE_PROMPT = -3,     /* the prompt's id is not open, or the reply does not fit it */
  GSH_OUT_OF_MEMORY = -4,
  GSH_INTERNAL_ERROR = -5 /* a bug; the session is over */
};

/* gsh_session_set_text */
enum {
  GSH_TEXT_USER = 1,
  GSH_TEXT_TERMINAL = 2 /* TERM; default xterm-256color */
};

/* gsh_reply_host_key */
enum { GSH_HOST_KEY_REFUSE = 0, GSH_HOST_KEY_ACCEPT = 1, GSH_HOST_KEY_REPLACE = 2 };

/* Octets for a call: owned by the caller until gsh_memory_free, which wipes them. At most 16 MiB. Null if out of memory. What
 * was not taken, or was freed already, is refused. */
uint8_t* gsh_memory_take(uint32_t size);
int32_t gsh_memory_free(uint8_t* memory, uint32_t size);

/* The largest WebSocket message that gsh_session_message takes; a longer one is a failure of the link. */
uint32_t gsh_message_limit(void);

/* The name of this build, NUL-terminated, for example "glasshell 0.1.0 (libssh2 1.11.1, OpenSSL 3.5.4)"; never freed. */
const char* gsh_version(void);

/* JSON {"stages":[…],"causes":[…],"hops":[…],"reasons":[…],"link":[…],"setbacks":[…]}: every stable word that an action
 * may carry, so that a catalogue of texts can be checked for completeness. NUL-terminated, never freed. */
const char* gsh_failure_words(void);

/* ---- life ---- */
int32_t gsh_session_create(gsh_session* out);     /* owned; free with gsh_session_destroy */
int32_t gsh_session_destroy(gsh_session session); /* wipes */

/* ---- before start ---- */
int32_t gsh_session_set_text(gsh_session session, int32_t what, const char* text, uint32_t size);
int32_t gsh_session_add_environment(gsh_session session, const char* name, uint32_t name_size, const char* value,
                                    uint32_t value_size);
int32_t gsh_session_add_known_host(gsh_session session, const char* type, uint32_t type_size, const uint8_t* blob,
                                   uint32_t blob_size);
int32_t gsh_session_start(gsh_session session, double now_ms); /* the first WebSocket is open */

/* ---- the WebSocket ---- */
/* Who the user is, for the relay: goes into the next hello, so before each. */
int32_t gsh_session_set_proof(gsh_session session, const uint8_t* proof, uint32_t size);
int32_t gsh_session_message(gsh_session session, const uint8_t* message, uint32_t size, double now_ms);
int32_t gsh_session_text_message(gsh_session session, double now_ms); /* a text frame came */
/* The next message to send, if any: *size is 0 when there is none. Borrowed until the next call. */
int32_t gsh_session_next_message(gsh_session session, const uint8_t** message, uint32_t* size);
/* 1 once nothing that could still come by the present socket is of use: close it, and say so at once with
 * gsh_session_socket_closed, without waiting for its last event. 0 until then. */
int32_t gsh_session_wants_close(gsh_session session);

/* ---- one socket after another: the present one is the one that was opened last ---- */
/* The present socket is gone. The session waits for another one if it can go on. */
int32_t gsh_session_socket_closed(gsh_session session, double now_ms);
/* 1: open another socket now, and give up one that is still being opened; said once for each. The present one stays until then. */
int32_t gsh_session_wants_socket(gsh_session session, double now_ms);
/* It is open, and the present one from now on: the one before may not be fed any more. */
int32_t gsh_session_socket_opened(gsh_session session, double now_ms);
/* It could not be opened. */
int32_t gsh_session_socket_failed(gsh_session session, double now_ms);
/* Whether a person sees the page (1, 0): how often to beat, and how soon to try again. */
int32_t gsh_session_set_visible(gsh_session session, int32_t visible, double now_ms);
/* The network is back, the machine woke, or the person does not want to wait. */
int32_t gsh_session_nudge(gsh_session session, double now_ms);
/* Milliseconds since the relay last said anything; negative before the start. */
double gsh_session_last_heard_ms(gsh_session session, double now_ms);

/* ---- actions ---- */
/* The next action as one JSON object with a "kind", or *size 0. Borrowed until the next call. docs/wasm-abi.md lists them. */
int32_t gsh_session_next_action(gsh_session session, const char** json, uint32_t* size);
int32_t gsh_reply_host_key(gsh_session session, uint32_t prompt, int32_t decision, double now_ms);
int32_t gsh_reply_user(gsh_session session, uint32_t prompt, const char* user, uint32_t size, double now_ms);
int32_t gsh_reply_password(gsh_session session, uint32_t prompt, const uint8_t* password, uint32_t size, double now_ms);
int32_t gsh_reply_public_key(gsh_session session, uint32_t prompt, const uint8_t* private_key, uint32_t key_size,
                             const char* certificate, uint32_t certificate_size, double now_ms);
int32_t gsh_reply_keyboard_interactive(gsh_session session, uint32_t prompt, double now_ms);
int32_t gsh_reply_passphrase(gsh_session session, uint32_t prompt, const uint8_t* passphrase, uint32_t size,
                             double now_ms);
/* `answers` holds, for each answer, its size as u32 little-endian and its octets. */
int32_t gsh_reply_interactive(gsh_session session, uint32_t prompt, const uint8_t* answers, uint32_t size,
                              double now_ms);
int32_t gsh_reply_new_password(gsh_session session, uint32_t prompt, const uint8_t* old_password, uint32_t old_size,
                               const uint8_t* new_password, uint32_t new_size, double now_ms);
int32_t gsh_reply_cancel(gsh_session session, uint32_t prompt, double now_ms);

/* ---- the terminal ---- */
/* Takes what fits of `typed`; *taken says how much. Less than all means that the action "inputReady" will follow. */
int32_t gsh_session_input(gsh_session session, const uint8_t* typed, uint32_t size, uint32_t* taken, double now_ms);
/* How much of the input that was taken still waits here for the node; 0 without a session. */
uint32_t gsh_session_input_waiting(gsh_session session);
/* Before start: the size that the shell begins with. */
int32_t gsh_session_resize(gsh_session session, uint32_t columns, uint32_t rows, uint32_t width_pixels,
                           uint32_t height_pixels, double now_ms);
/* Output for the screen, *size 0 if none. Borrowed until the next call; say how much was taken. */
int32_t gsh_session_output(gsh_session session, const uint8_t** output, uint32_t* size);
int32_t gsh_session_output_taken(gsh_session session, uint32_t size);
/* The screen has committed so much of what was taken: this, and only this, gives the node credit to send more. */
int32_t gsh_session_commit(gsh_session session, uint32_t size, double now_ms);
int32_t gsh_session_screen_lost(gsh_session session, double now_ms);
int32_t gsh_session_disconnect(gsh_session session, double now_ms);

/* ---- time ---- */
/* Milliseconds from now_ms until gsh_session_tick is due, rounded up; negative if no deadline is set. */
double gsh_session_wait_ms(gsh_session session, double now_ms);
int32_t gsh_session_tick(gsh_session session, double now_ms);
/* Asks the relay for a beat now; the answer comes as the action "roundTrip". */
int32_t gsh_session_probe(gsh_session session, double now_ms);

#ifdef __cplusplus
}
#endif
#endif /* GLASSHELL_H */
