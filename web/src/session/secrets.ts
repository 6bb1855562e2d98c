// Secrets on their way to the Worker: they are transferred, so that no copy stays on this side.
import type { Reply } from "../worker/messages.ts";

/** The buffers of a reply, to be transferred. */
export function secretsIn(reply: Reply): Transferable[] {
  const octets = ((): readonly Uint8Array[] => {
    switch (reply.kind) {
      case "password":
        return [reply.password];
      case "publicKey":
        return [reply.privateKey];
      case "passphrase":
        return [reply.passphrase];
      case "interactive":
        return reply.answers;
      case "newPassword":
        return [reply.oldPassword, reply.newPassword];
      case "hostKey":
      case "user":
      case "keyboardInteractive":
      case "cancel":
        return [];
    }
  })();
  return octets.map((buffer) => buffer.buffer as ArrayBuffer);
}
