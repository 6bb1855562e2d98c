// @vitest-environment happy-dom
import { render } from "lit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chooseLanguage } from "../../i18n/language.ts";
import { idleView, type Phase } from "../../session/view.ts";
import type { HostKey, Prompt, Reply } from "../../worker/messages.ts";
import { firstMethod } from "./credential-form.ts";
import { HostKeyDialog, type HostKeyPrompt, sameFingerprint } from "./host-key-dialog.ts";
import { isCertificate, KeyField } from "./key-field.ts";
import { promptDialogs } from "./prompt-dialogs.ts";
import { autocompleteFor } from "./secret-forms.ts";
import { SignInDialog, type SignInPrompt } from "./sign-in-dialog.ts";

const fingerprint = "SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDXzKhhUBwFG0oVxB8";
const presented: HostKey = { type: "ssh-ed25519", blob: "AAAA", fingerprint, bits: 256 };
const old: HostKey = { type: "ssh-ed25519", blob: "BBBB", fingerprint: "SHA256:old", bits: 256 };

beforeEach(() => chooseLanguage("en"));
afterEach(() => {
  document.body.replaceChildren();
});

function mount<T extends HTMLElement>(element: T, prompt: Prompt): { element: T; replies: Reply[] } {
  const replies: Reply[] = [];
  element.addEventListener("glasshell-reply", (event) => replies.push(event.reply));
  Object.assign(element, { prompt, node: "web-1", open: true });
  document.body.append(element);
  return { element, replies };
}

/** Through every shadow root below: the elements that match. */
function all(root: ParentNode, selector: string): HTMLElement[] {
  const below = [...root.querySelectorAll<HTMLElement>("*")].flatMap((child) =>
    child.shadowRoot ? all(child.shadowRoot, selector) : [],
  );
  return [...root.querySelectorAll<HTMLElement>(selector), ...below];
}
const button = (root: ParentNode, text: string) => {
  const found = all(root, "wa-button").find((candidate) => candidate.textContent?.trim() === text);
  if (!found) throw new Error(`no button ${text}`);
  return found as HTMLElement & { disabled: boolean };
};
const type = (field: Element | undefined | null, value: string) => {
  Object.assign(field as object, { value });
  field?.dispatchEvent(new Event("input"));
};

describe("the dialogs of a session", () => {
  it.each<[Phase, number]>([
    ["idle", 0],
    ["connecting", 2],
    ["handshake", 2],
    ["prompting", 2],
    ["authenticating", 2],
    ["diagnosing", 2],
    ["shell", 0],
    ["ended", 0],
    ["failed", 0],
  ])("are there while something may be asked, and fade out over no shell: %s", (phase, count) => {
    const asking = { node: "web-1", isSigningIn: false, storeUnreadable: false };
    const place = document.body.appendChild(document.createElement("div"));
    render(promptDialogs({ ...asking, view: { ...idleView, phase } }), place);
    expect(place.childElementCount).toBe(count);
  });
});

describe("the dialog for an unknown host key", () => {
  const prompt: HostKeyPrompt = { kind: "hostKeyPrompt", prompt: 1, presented, known: [] };

  it("shows the fingerprint whole, and refusing has the focus", async () => {
    const { element } = mount(new HostKeyDialog(), prompt);
    await element.updateComplete;
    const shadow = element.shadowRoot as ShadowRoot;
    expect(shadow.textContent).toContain(fingerprint);
    expect(shadow.querySelector("[autofocus]")?.textContent?.trim()).toBe("Refuse");
  });

  it.each([
    ["Accept and remember", "accept"],
    ["Refuse", "refuse"],
  ])("answers %s with %s", async (label, decision) => {
    const { element, replies } = mount(new HostKeyDialog(), prompt);
    await element.updateComplete;
    button(element.shadowRoot as ShadowRoot, label).click();
    expect(replies).toEqual([{ kind: "hostKey", decision }]);
  });

  it("refuses when it is closed with Escape", async () => {
    const { element, replies } = mount(new HostKeyDialog(), prompt);
    await element.updateComplete;
    element.shadowRoot?.querySelector("wa-dialog")?.dispatchEvent(new Event("wa-hide", { bubbles: true }));
    expect(replies).toEqual([{ kind: "hostKey", decision: "refuse" }]);
  });

  it("does not answer when something inside it is folded up", async () => {
    const { element, replies } = mount(new HostKeyDialog(), prompt);
    await element.updateComplete;
    element.shadowRoot?.querySelector("wa-details")?.dispatchEvent(new Event("wa-hide", { bubbles: true }));
    expect(replies).toEqual([]);
  });

  it("says whether a fingerprint that the person has is the same", async () => {
    const { element } = mount(new HostKeyDialog(), prompt);
    await element.updateComplete;
    const compare = element.shadowRoot?.querySelector("[name=compare]");
    type(compare, `256 ${fingerprint} root@web-1 (ED25519)`);
    await element.updateComplete;
    expect(element.shadowRoot?.querySelector(".verdict")?.textContent).toContain("It is the same");
    type(compare, "SHA256:other");
    await element.updateComplete;
    expect(element.shadowRoot?.querySelector(".verdict")?.textContent).toContain("not the same");
  });
});

describe("the dialog for a changed host key", () => {
  const prompt: HostKeyPrompt = { kind: "hostKeyPrompt", prompt: 2, presented, known: [old] };

  it("shows the old and the new fingerprint, and offers no way to accept", async () => {
    const { element } = mount(new HostKeyDialog(), prompt);
    await element.updateComplete;
    const text = element.shadowRoot?.textContent ?? "";
    expect(text).toContain("SHA256:old");
    expect(text).toContain(fingerprint);
    expect(text).not.toContain("Accept");
  });

  it("replaces the key only after the node's name was typed", async () => {
    const { element, replies } = mount(new HostKeyDialog(), prompt);
    await element.updateComplete;
    const shadow = element.shadowRoot as ShadowRoot;
    const replace = button(shadow, "Replace the key and connect");
    expect(replace.hasAttribute("disabled")).toBe(true);
    type(shadow.querySelector("[name=confirmation]"), "web-2");
    await element.updateComplete;
    expect(replace.hasAttribute("disabled")).toBe(true);
    type(shadow.querySelector("[name=confirmation]"), "web-1");
    await element.updateComplete;
    expect(replace.hasAttribute("disabled")).toBe(false);
    replace.click();
    expect(replies).toEqual([{ kind: "hostKey", decision: "replace" }]);
  });

  it("forgets what was typed when another key is asked about", async () => {
    const { element } = mount(new HostKeyDialog(), prompt);
    await element.updateComplete;
    type(element.shadowRoot?.querySelector("[name=confirmation]"), "web-1");
    element.prompt = { ...prompt, prompt: 3 };
    await element.updateComplete;
    expect(button(element.shadowRoot as ShadowRoot, "Replace the key and connect").hasAttribute("disabled")).toBe(true);
  });
});

describe("a fingerprint that a person pastes", () => {
  it.each([
    [fingerprint, true],
    [fingerprint.slice(7), true],
    [`256 ${fingerprint} comment (ED25519)`, true],
    [`sha256:${fingerprint.slice(7)}=`, true],
    [fingerprint.toLowerCase(), false],
    [fingerprint.slice(0, -1), false],
    ["MD5:aa:bb", false],
    ["", false],
  ])("%s: %s", (given, same) => {
    expect(sameFingerprint(given, fingerprint)).toBe(same);
  });
});

describe("the sign-in dialog", () => {
  const methods: SignInPrompt = {
    kind: "authenticationPrompt",
    prompt: 5,
    user: "ana",
    methods: ["publickey", "password"],
    last: "none",
    lastMethod: "",
  };
  async function shown(prompt: SignInPrompt) {
    const mounted = mount(new SignInDialog(), prompt);
    await mounted.element.updateComplete;
    const form = mounted.element.shadowRoot?.querySelector<HTMLElement & { updateComplete: Promise<boolean> }>(
      "[autofocus]",
    );
    await form?.updateComplete;
    const shadow = form?.shadowRoot as ShadowRoot;
    return { ...mounted, shadow, submit: () => shadow.querySelector("form")?.dispatchEvent(new Event("submit")) };
  }

  it("empties the field of a password as it is sent", async () => {
    const { shadow, replies, submit } = await shown(methods);
    const field = shadow.querySelector("[name=password]") as HTMLElement & { value: string };
    field.value = "sécret";
    submit();
    expect(replies).toEqual([{ kind: "password", password: new TextEncoder().encode("sécret") }]);
    expect(field.value).toBe("");
  });

  it("is sent by Enter before another key can come, but not by one that is held down", async () => {
    const { shadow, replies } = await shown({ ...methods, methods: ["password"] });
    const field = shadow.querySelector("[name=password]") as HTMLElement & { value: string };
    field.value = "secret";
    // In the place of the one that Web Awesome makes.
    const input = field.appendChild(document.createElement("input"));
    const press = (init: KeyboardEventInit) =>
      input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...init }));
    for (const other of [{ key: "a" }, { shiftKey: true }, { isComposing: true }, { repeat: true }]) press(other);
    expect(replies).toEqual([]);
    press({});
    expect(replies).toEqual([{ kind: "password", password: new TextEncoder().encode("secret") }]);
  });

  it.each([
    ["denied", "did not accept that password"],
    ["partial_success", "asks for one more step"],
    ["damaged_key", "damaged"],
  ] as const)("says the last setback in a sentence: %s", async (last, text) => {
    const { shadow } = await shown({ ...methods, last, lastMethod: "password" });
    expect(shadow.querySelector("wa-callout")?.textContent).toContain(text);
  });

  it.each([
    [{ validUntil: Date.UTC(2020, 0, 2) }, "it expired on January"],
    [{ validFrom: Date.UTC(2120, 0, 2) }, "it is not valid before January"],
    [{ principals: [] }, "it names no user"],
    [{ principals: ["bia", "caio\u202e"] }, "it is for bia and caio, but not for ana"],
    [{}, "Ask its operator whether it trusts the authority that signed it"],
  ])("says what may be wrong with a certificate that was refused: %j", async (part, text) => {
    const { element, shadow } = await shown({ ...methods, last: "key_not_accepted", lastMethod: "publickey" });
    expect(shadow.querySelector("wa-callout")?.textContent).toContain("does not accept that key");
    element.certificate = { principals: ["ana"], validFrom: null, validUntil: null, ...part };
    await element.updateComplete;
    await expect.poll(() => shadow.querySelector("wa-callout")?.textContent).toContain(text);
  });

  it("asks every question of the node, hidden or shown as the node says", async () => {
    const questions = [
      { text: "Password: ", echo: false },
      { text: "Verification code: ", echo: true },
      { text: "\x1b[2JFavourite colour?", echo: true },
    ];
    const { shadow, replies, submit } = await shown({
      kind: "interactivePrompt",
      prompt: 6,
      name: "",
      instruction: "",
      questions,
    });
    const fields = [...shadow.querySelectorAll("wa-input")] as (HTMLElement & { value: string; label: string })[];
    expect(fields.map((field) => field.getAttribute("type"))).toEqual(["password", "text", "text"]);
    expect(fields.map((field) => field.getAttribute("autocomplete"))).toEqual(["off", "one-time-code", "off"]);
    expect(fields[2]?.getAttribute("label")).toBe("[2JFavourite colour?");
    for (const [index, field] of fields.entries()) field.value = `answer ${index}`;
    submit();
    expect(replies).toEqual([
      { kind: "interactive", answers: [0, 1, 2].map((index) => new TextEncoder().encode(`answer ${index}`)) },
    ]);
    expect(fields.map(({ value }) => value)).toEqual(["", "", ""]);
  });

  it("does not change a password to one that was mistyped", async () => {
    const { shadow, replies, submit } = await shown({ kind: "newPasswordPrompt", prompt: 7, text: "" });
    const set = (name: string, value: string) =>
      Object.assign(shadow.querySelector(`[name=${name}]`) as object, { value });
    set("old", "a");
    set("new", "b");
    set("again", "c");
    submit();
    expect(replies).toEqual([]);
    set("again", "b");
    submit();
    const octets = (text: string) => new TextEncoder().encode(text);
    expect(replies).toEqual([{ kind: "newPassword", oldPassword: octets("a"), newPassword: octets("b") }]);
  });

  it.each([
    ["a question", methods, "glasshell-reply"],
    ["nothing, while it waits for the node", null, "glasshell-give-up"],
  ] as const)("can be left with Escape while it asks %s", async (_name, prompt, expected) => {
    const { element } = await shown(methods);
    element.prompt = prompt;
    await element.updateComplete;
    const events: string[] = [];
    for (const name of ["glasshell-reply", "glasshell-give-up"])
      element.addEventListener(name, () => events.push(name));
    element.shadowRoot
      ?.querySelector("wa-dialog")
      ?.dispatchEvent(new Event("wa-hide", { bubbles: true, cancelable: true }));
    expect(events).toEqual([expected]);
  });
});

describe("the method that is offered first", () => {
  const prompt = { kind: "authenticationPrompt", prompt: 1, user: "a", last: "none", lastMethod: "" } as const;
  it.each([
    ["the one in order", { methods: ["keyboard-interactive", "publickey"] }, null, "publickey"],
    ["the one used last in this browser", { methods: ["password", "publickey"] }, "publickey", "publickey"],
    [
      "the one that just failed",
      { methods: ["password", "publickey"], last: "key_not_accepted", lastMethod: "publickey" },
      null,
      "publickey",
    ],
    ["not one that the server does not accept", { methods: ["password"] }, "publickey", "password"],
    [
      "another than the one that was just accepted",
      { methods: ["keyboard-interactive"], last: "partial_success", lastMethod: "publickey" },
      null,
      "keyboard-interactive",
    ],
  ] as const)("is %s", (_name, part, remembered, expected) => {
    expect(firstMethod({ ...prompt, ...part }, remembered)).toBe(expected);
  });
});

describe("a key field", () => {
  const file = (name: string, text: string) => new File([text], name);
  const drop = async (field: KeyField, ...files: File[]) => {
    const event = new Event("drop", { cancelable: true });
    Object.assign(event, { dataTransfer: { files } });
    field.shadowRoot?.querySelector(".zone")?.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(true);
    await expect.poll(() => field.shadowRoot?.querySelector(".file, .problem")).toBeTruthy();
  };
  const mounted = async () => {
    const field = new KeyField();
    document.body.append(field);
    await field.updateComplete;
    return field;
  };

  it("takes a dropped key and its certificate together", async () => {
    const field = await mounted();
    await drop(
      field,
      file("id_ed25519", "-----BEGIN"),
      file("id_ed25519-cert.pub", "ssh-ed25519-cert-v01@openssh.com AAAA ana\n"),
    );
    expect(field.take()).toEqual({
      privateKey: new TextEncoder().encode("-----BEGIN"),
      certificate: "ssh-ed25519-cert-v01@openssh.com AAAA ana",
    });
    expect(field.take()).toBeNull();
  });

  it("refuses a file that is too large to be a key", async () => {
    const field = await mounted();
    await drop(field, file("disk.img", "x".repeat(65 * 1024)));
    expect(field.shadowRoot?.querySelector(".problem")?.textContent).toContain("64 KiB");
    expect(field.take()).toBeNull();
  });

  it("says that a key is missing", async () => {
    const field = await mounted();
    expect(field.take()).toBeNull();
    await field.updateComplete;
    expect(field.shadowRoot?.querySelector(".problem")?.textContent).toContain("Give a private key");
  });
});

describe("small judgements", () => {
  it.each([
    ["ssh-ed25519-cert-v01@openssh.com AAAA x", true],
    ["ecdsa-sha2-nistp256-cert-v01@openssh.com AAAA", true],
    ["ssh-ed25519 AAAA x", false],
    ["-----BEGIN OPENSSH PRIVATE KEY-----", false],
  ])("a certificate: %s %s", (text, expected) => {
    expect(isCertificate(text)).toBe(expected);
  });

  it.each([
    ["Verification code: ", "one-time-code"],
    ["One-time password (OATH) for `ana': ", "one-time-code"],
    ["Código de verificação:", "one-time-code"],
    ["Password: ", "off"],
    ["Zip codec?", "off"],
  ])("a phone may fill in %s: %s", (text, expected) => {
    expect(autocompleteFor({ text, echo: true })).toBe(expected);
  });
});
