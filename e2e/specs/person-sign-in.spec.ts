import { readFile } from "node:fs/promises";
import { Path } from "../support/path.ts";
import { accounts, codes, passphrase, password, type Stand } from "../support/stand.ts";
import { expect, test } from "../test.ts";

test("should ask again after a wrong password, and take the right one", async ({ page, glasshell, stand }) => {
  await glasshell.reachSignIn(stand.relay);
  await glasshell.givePassword("wrong");
  await expect(glasshell.signInDialog.getByRole("alert")).toContainText("The node did not accept that password.");
  await expect(glasshell.signInDialog.getByRole("textbox", { name: "Password" })).toHaveValue("");
  await glasshell.givePassword(password);
  await glasshell.expectShell();
  await expect(glasshell.signInDialog).toBeHidden();
  await expect(glasshell.input()).toBeFocused();
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(password);
});

test("should take every key from the moment on when it is connected, and none from before", async ({
  page,
  glasshell,
  stand,
  watch,
}) => {
  const path = await Path.start();
  const relay = await stand.ownRelay("typed-ahead", [`hosts = ["${path.host}"]`]);
  path.leadTo(relay.port);
  const url = `http://${path.host}/`;
  watch.allowOrigin(url);
  await glasshell.reachSignIn({ ...relay, url });
  await glasshell.signInDialog.getByRole("textbox", { name: "Password" }).fill(password);
  const pressed = await glasshell.element.evaluateHandle((terminal) => {
    const keys: { key: string; state: string }[] = [];
    const element = terminal as HTMLElement & { readonly state: string };
    document.addEventListener("keydown", ({ key }) => keys.push({ key, state: element.state }), true);
    return keys;
  });
  const pressedWhile = (wanted: string) =>
    pressed.evaluate(
      (keys, state) => keys.flatMap((each) => (each.state === state ? [each.key] : [])).join(""),
      wanted,
    );
  path.delay(150);
  await page.keyboard.press("Enter");
  for (let next = 0; (await pressedWhile("shell")).length < 20; next += 1) {
    await page.keyboard.press("abcdefghijklmnopqrstuvwxyz".charAt(next % 26));
  }
  expect(await pressedWhile("authenticating")).not.toBe("");
  const expected = await pressedWhile("shell");
  await page.keyboard.press("Enter");
  // The shell says what it was given.
  await glasshell.expectScreen(`bash: ${expected}: command not found`);
  path.close();
});

test("should say that there were too many tries, and offer to begin again", async ({ glasshell, stand }) => {
  await glasshell.reachSignIn(stand.relay);
  for (const wrong of ["one", "two"]) {
    await glasshell.givePassword(wrong);
    await expect(glasshell.signInDialog.getByRole("alert")).toBeVisible();
    await expect(glasshell.signInDialog.getByRole("textbox", { name: "Password" })).toHaveValue("");
  }
  await glasshell.givePassword("three");
  await glasshell.expectFailure("Too many failed tries", "web-1 hung up after too many failed tries", "web-1");
});

test("should remember the user name for the node, and nothing else", async ({ page, glasshell, stand }) => {
  await glasshell.reachSignIn(stand.relay);
  await page.keyboard.press("Escape");
  await glasshell.element.getByRole("button", { name: "Connect again" }).click();
  await expect(glasshell.signInDialog.getByRole("textbox", { name: "User name" })).toHaveValue(accounts.any);
});

test.describe("with a private key", () => {
  test.beforeEach(async ({ glasshell, stand }) => {
    await glasshell.reachSignIn(stand.relay);
    await glasshell.signInDialog.getByRole("radio", { name: "Private key" }).click();
  });

  test("should take it as pasted text", async ({ glasshell, stand }) => {
    await glasshell.giveKey(stand.keys.rsa.privateKey);
    await glasshell.expectShell();
  });

  test("should take it as a file", async ({ page, glasshell, stand }) => {
    const chooser = page.waitForEvent("filechooser");
    await glasshell.signInDialog.getByRole("button", { name: "Choose file…" }).click();
    await (await chooser).setFiles(stand.keys.plain.path);
    await expect(glasshell.signInDialog).toContainText("Key from login_key");
    await glasshell.signInDialog.getByRole("button", { name: "Sign in" }).click();
    await glasshell.expectShell();
  });

  test("should take it as a dropped file", async ({ page, glasshell, stand }) => {
    const files = await page.evaluateHandle(
      ([text]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([text ?? ""], "id_dropped"));
        return transfer;
      },
      [stand.keys.plain.privateKey],
    );
    const field = glasshell.signInDialog.getByRole("textbox", { name: "Private key" });
    for (const type of ["dragover", "drop"]) await field.dispatchEvent(type, { dataTransfer: files });
    await expect(glasshell.signInDialog).toContainText("Key from id_dropped");
    await glasshell.signInDialog.getByRole("button", { name: "Sign in" }).click();
    await glasshell.expectShell();
  });

  test("should ask for its passphrase, and again when it was wrong", async ({ glasshell, stand }) => {
    await glasshell.giveKey(stand.keys.encrypted.privateKey);
    const dialog = glasshell.dialog("Unlock the private key");
    await expect(dialog).toContainText("The ssh-ed25519 key is protected with a passphrase.");
    await dialog.getByRole("textbox", { name: "Passphrase" }).fill("wrong");
    await dialog.getByRole("button", { name: "Unlock" }).click();
    await expect(dialog.getByRole("alert")).toContainText("That passphrase does not open the key.");
    await dialog.getByRole("textbox", { name: "Passphrase" }).fill(passphrase);
    await dialog.getByRole("button", { name: "Unlock" }).click();
    await glasshell.expectShell();
  });

  test("should go back to the choice when the passphrase is not given", async ({ glasshell, stand }) => {
    await glasshell.giveKey(stand.keys.encrypted.privateKey);
    await glasshell.dialog("Unlock the private key").getByRole("button", { name: "Cancel" }).click();
    await glasshell.giveKey(stand.keys.plain.privateKey);
    await glasshell.expectShell();
  });

  for (const [what, text, said] of [
    ["a key that is not one", async () => "Dear diary,", "That is not a private key."],
    ["the public half", async (path: string) => readFile(`${path}.pub`, "utf8"), "That is the public half."],
    ["half a key", async (path: string) => (await readFile(path, "utf8")).slice(0, 200), "damaged"],
  ] as const) {
    test(`should say so when it is given ${what}, at the cost of no try`, async ({ glasshell, stand }) => {
      await glasshell.giveKey(await text(stand.keys.plain.path));
      await expect(glasshell.signInDialog.getByRole("alert")).toContainText(said);
      await glasshell.giveKey(stand.keys.plain.privateKey);
      await glasshell.expectShell();
    });
  }

  test("should say so when the node does not accept the key", async ({ glasshell, stand }) => {
    await glasshell.giveKey(stand.keys.unknown.privateKey);
    await expect(glasshell.signInDialog.getByRole("alert")).toContainText(
      "The node does not accept that key for this user.",
    );
  });

  test("should say so when no key was given", async ({ glasshell }) => {
    await glasshell.giveKey("");
    await expect(glasshell.signInDialog.getByRole("alert")).toHaveText("Give a private key first.");
  });
});

test.describe("with a certificate", () => {
  test.beforeEach(async ({ glasshell, stand }) => {
    await glasshell.reachSignIn(stand.relay);
    await glasshell.signInDialog.getByRole("radio", { name: "Private key" }).click();
  });

  test("should take it as pasted text, for a key that the node does not know", async ({ glasshell, stand }) => {
    const key = stand.keys.unknown;
    await glasshell.giveCertifiedKey(key.privateKey, await stand.certify(key, ["-n", accounts.any, "-V", "+5m"]));
    await glasshell.expectShell();
    expect(await stand.sshdLog()).toMatch(/Accepted publickey for ana .* ECDSA-CERT/);
  });

  test("should take it as a file beside the key's", async ({ page, glasshell, stand }) => {
    const key = stand.keys.unknown;
    await stand.certify(key, ["-n", accounts.any]);
    const chooser = page.waitForEvent("filechooser");
    await glasshell.signInDialog.getByRole("button", { name: "Choose file…" }).click();
    await (await chooser).setFiles([key.path, `${key.path}-cert.pub`]);
    await expect(glasshell.signInDialog).toContainText("Certificate from unknown-cert.pub");
    await glasshell.signInDialog.getByRole("button", { name: "Sign in" }).click();
    await glasshell.expectShell();
  });

  test("should ask for the key's passphrase only when the node takes the certificate", async ({ glasshell, stand }) => {
    const key = stand.keys.encryptedUnknown;
    await glasshell.giveCertifiedKey(key.privateKey, await stand.certify(key, ["-n", "bruna"]));
    await expect(glasshell.signInDialog.getByRole("alert")).toContainText("it is for bruna, but not for ana.");
    await glasshell.giveCertifiedKey(key.privateKey, await stand.certify(key, ["-n", accounts.any]));
    const dialog = glasshell.dialog("Unlock the private key");
    await dialog.getByRole("textbox", { name: "Passphrase" }).fill(passphrase);
    await dialog.getByRole("button", { name: "Unlock" }).click();
    await glasshell.expectShell();
  });

  for (const { what, options, said, logged } of [
    {
      what: "has expired",
      options: ["-n", accounts.any, "-V", "20200101:20200102"],
      said: "The node did not accept the certificate: it expired on January 2, 2020 at 12:00 AM. Get a new one.",
      logged: "Certificate invalid: expired",
    },
    {
      what: "is not valid yet",
      options: ["-n", accounts.any, "-V", "20990101:20990102"],
      said: "The node did not accept the certificate: it is not valid before January 1, 2099 at 12:00 AM.",
      logged: "Certificate invalid: not yet valid",
    },
    {
      what: "is for other people",
      options: ["-n", "bruna,carla"],
      said: "The node did not accept the certificate: it is for bruna and carla, but not for ana.",
      logged: "Certificate invalid: name is not a listed principal",
    },
    {
      what: "names nobody",
      options: [],
      said: "The node did not accept the certificate: it names no user.",
      logged: "Certificate lacks principal list",
    },
  ]) {
    test(`should say so when it ${what}, and take a good one then`, async ({ glasshell, stand }) => {
      const key = stand.keys.unknown;
      await glasshell.giveCertifiedKey(key.privateKey, await stand.certify(key, options));
      await expect(glasshell.signInDialog.getByRole("alert")).toContainText(said);
      expect(await stand.sshdLog()).toContain(logged);
      await glasshell.giveCertifiedKey(key.privateKey, await stand.certify(key, ["-n", accounts.any]));
      await glasshell.expectShell();
    });
  }

  test("should say so when the node does not trust who signed it", async ({ glasshell, stand }) => {
    const { unknown, plain } = stand.keys;
    await glasshell.giveCertifiedKey(unknown.privateKey, await stand.certify(unknown, ["-n", accounts.any], plain));
    await expect(glasshell.signInDialog.getByRole("alert")).toContainText(
      "The node did not accept the certificate for ana. Ask its operator whether it trusts the authority that signed it.",
    );
  });

  for (const { what, certificate } of [
    { what: "another key's", certificate: (stand: Stand) => stand.certify(stand.keys.rsa, ["-n", accounts.any]) },
    { what: "a host's", certificate: (stand: Stand) => stand.certify(stand.keys.unknown, ["-h", "-n", "web-1"]) },
    { what: "a public key", certificate: (stand: Stand) => readFile(`${stand.keys.unknown.path}.pub`, "utf8") },
  ]) {
    test(`should say so when it is ${what}, at the cost of no try`, async ({ glasshell, stand }) => {
      const key = stand.keys.unknown;
      for (let time = 1; time <= 4; time += 1) {
        await glasshell.giveCertifiedKey(key.privateKey, await certificate(stand));
        await expect(glasshell.signInDialog.getByRole("alert")).toHaveText(
          /The certificate does not belong to that key, or is not a user certificate\./,
        );
        await expect(glasshell.signInDialog.getByRole("textbox", { name: "Private key" })).toHaveValue("");
      }
      await glasshell.giveCertifiedKey(key.privateKey, await stand.certify(key, ["-n", accounts.any]));
      await glasshell.expectShell();
    });
  }
});

test("should put the node's questions one after another", async ({ page, glasshell, stand }) => {
  await glasshell.reachSignIn(stand.relay, accounts.questions);
  // Nothing to choose from: the first question comes by itself.
  await page.getByRole("textbox", { name: "Password:" }).fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Verification code:" }).fill(codes[0]);
  await page.keyboard.press("Enter");
  await glasshell.expectShell();
});

test("should ask for the second factor after the key", async ({ page, glasshell, stand }) => {
  await glasshell.reachSignIn(stand.relay, accounts.keyThenCode);
  await glasshell.giveKey(stand.keys.plain.privateKey);
  await page.getByRole("textbox", { name: "Verification code:" }).fill(codes[0]);
  await page.keyboard.press("Enter");
  await glasshell.expectShell();
  await glasshell.element.getByRole("button", { name: /^End-to-end encrypted/ }).click();
  await expect(glasshell.element.getByText("keyboard-interactive")).toBeVisible();
});

test("should end the sign-in when it is cancelled", async ({ page, glasshell, stand }) => {
  await glasshell.reachSignIn(stand.relay);
  await glasshell.signInDialog.getByRole("button", { name: "Cancel" }).click();
  await glasshell.expectFailure("Sign-in cancelled", "You left the sign-in to web-1");
  await expect(page.getByRole("dialog")).toBeHidden();
});
