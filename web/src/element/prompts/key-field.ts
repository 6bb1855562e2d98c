// A private key by paste, file or drop, and a certificate that may go with it. The octets stay here until they are taken, and are
// wiped if they never are.
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { Localized } from "../../ui/localized.ts";
import { sharedStyles } from "../../ui/styles.ts";
import { type SecretField, takeSecret } from "./prompt-form.ts";

/** The largest RSA key that OpenSSH makes (16,384 bits) takes 13 KB as text. */
const keyLimitOctets = 64 * 1024;

export interface TakenKey {
  readonly privateKey: Uint8Array;
  readonly certificate: string;
}

/** Whether a file's text is an OpenSSH certificate, the one line of a `-cert.pub` file. */
export function isCertificate(text: string): boolean {
  return /^\s*(ssh|ecdsa|sk)-[a-z0-9@.-]*-cert-v01@openssh\.com\s/.test(text);
}

@customElement("glasshell-key-field")
export class KeyField extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
      .zone {
        display: flex;
        flex-direction: column;
        gap: var(--wa-space-s);
        border-radius: var(--wa-border-radius-m);
        outline: 2px dashed transparent;
        outline-offset: 4px;
      }
      .zone.over {
        outline-color: var(--wa-color-brand-border-loud);
      }
      wa-textarea::part(textarea) {
        font-family: var(--wa-font-family-code);
        font-size: var(--wa-font-size-xs);
        line-height: 1.45;
        resize: none;
      }
      .file {
        display: flex;
        align-items: center;
        gap: var(--wa-space-xs);
        padding: var(--wa-space-xs) var(--wa-space-s);
        border: 1px solid var(--wa-color-surface-border);
        border-radius: var(--wa-border-radius-m);
        background: var(--wa-color-surface-lowered);
        font-size: var(--wa-font-size-s);
      }
      .file span {
        flex: 1;
        min-width: 0;
        max-height: 3lh;
        overflow: auto;
        overflow-wrap: anywhere;
      }
      .row {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: var(--wa-space-s);
      }
      .row wa-button {
        flex: none;
      }
      .row .quiet {
        font-size: var(--wa-font-size-s);
      }
      .problem {
        color: var(--wa-color-danger-on-quiet);
        font-size: var(--wa-font-size-s);
      }
    `,
  ];

  /** The person has certificates: the field for one is not folded away. */
  @property({ type: Boolean }) certified = false;

  @state() private keyFile = "";
  @state() private certificateFile = "";
  @state() private problem = "";
  @state() private over = false;
  @query("[name=key-text]") private keyText!: SecretField | null;
  @query("[name=certificate-text]") private certificateText!: SecretField | null;
  @query("input[type=file]") private chooser!: HTMLInputElement;

  readonly #localized = new Localized(this);
  #key: Uint8Array | null = null;
  #certificate = "";

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forgetKey();
  }

  override focus(): void {
    (this.keyText ?? this.renderRoot.querySelector<HTMLElement>("wa-button"))?.focus();
  }

  /** @return the key, which is the caller's afterwards, or null if there is none; the field then says so. */
  take(): TakenKey | null {
    const privateKey = this.#key ?? (this.keyText ? takeSecret(this.keyText) : new Uint8Array());
    if (privateKey.length === 0) {
      this.problem = this.#localized.texts.signIn.keyMissing;
      return null;
    }
    this.#key = null;
    const certificate = this.#certificate || (this.certificateText?.value ?? "");
    return { privateKey, certificate: certificate.trim() };
  }

  override render() {
    const { signIn } = this.#localized.texts;
    return html`
      <div class="zone ${this.over ? "over" : ""}" @dragover=${this.#onDragOver} @dragleave=${this.#onDragLeave} @drop=${this.#onDrop}>
        ${
          this.keyFile
            ? html`
                <div class="file">
                  <wa-icon name="key"></wa-icon><span>${signIn.keyFrom(this.keyFile)}</span>
                  <wa-button size="xs" appearance="plain" @click=${this.#forgetKey}>${signIn.removeKey}</wa-button>
                </div>
              `
            : html`
                <wa-textarea
                  name="key-text"
                  label=${signIn.privateKey}
                  rows="5"
                  placeholder="-----BEGIN OPENSSH PRIVATE KEY-----"
                  autocomplete="off"
                  autocapitalize="none"
                  spellcheck="false"
                  maxlength=${keyLimitOctets}
                ></wa-textarea>
                <div class="row">
                  <span class="quiet">${signIn.privateKeyHint}</span>
                  <wa-button size="s" appearance="outlined" @click=${() => this.chooser.click()}>
                    <wa-icon slot="start" name="upload"></wa-icon>${signIn.chooseFile}
                  </wa-button>
                </div>
              `
        }
        ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
        ${
          this.certificateFile
            ? html`
                <div class="file">
                  <wa-icon name="shield-check"></wa-icon><span>${signIn.certificateFrom(this.certificateFile)}</span>
                  <wa-button size="xs" appearance="plain" @click=${this.#forgetCertificate}>${signIn.removeKey}</wa-button>
                </div>
              `
            : html`
                <wa-details
                  appearance="plain"
                  icon-placement="start"
                  summary=${signIn.certificate}
                  ?open=${this.certified}
                >
                  <wa-textarea
                    name="certificate-text"
                    class="unlabelled" label=${signIn.certificate}
                    hint=${signIn.certificateHint}
                    rows="2"
                    placeholder="ssh-ed25519-cert-v01@openssh.com …"
                    spellcheck="false"
                    maxlength=${keyLimitOctets}
                  ></wa-textarea>
                </wa-details>
              `
        }
        <input type="file" multiple hidden tabindex="-1" aria-hidden="true" @change=${this.#onChosen} />
      </div>
    `;
  }

  readonly #onDragOver = (event: DragEvent): void => {
    event.preventDefault();
    this.over = true;
  };

  readonly #onDragLeave = (): void => {
    this.over = false;
  };

  readonly #onDrop = (event: DragEvent): void => {
    event.preventDefault();
    this.over = false;
    void this.#readFiles(event.dataTransfer?.files);
  };

  readonly #onChosen = (): void => {
    void this.#readFiles(this.chooser.files).then(() => {
      this.chooser.value = "";
    });
  };

  async #readFiles(files: FileList | null | undefined): Promise<void> {
    this.problem = "";
    // A key and its certificate are chosen together.
    for (const file of [...(files ?? [])].slice(0, 2)) {
      if (file.size > keyLimitOctets) {
        this.problem = this.#localized.texts.signIn.fileTooLarge(`${keyLimitOctets / 1024} KiB`);
        continue;
      }
      const octets = new Uint8Array(await file.arrayBuffer());
      const text = new TextDecoder().decode(octets.subarray(0, 200));
      if (isCertificate(text)) {
        this.#certificate = new TextDecoder().decode(octets);
        this.certificateFile = file.name;
      } else {
        this.#forgetKey();
        this.#key = octets;
        this.keyFile = file.name;
      }
    }
  }

  readonly #forgetKey = (): void => {
    this.#key?.fill(0);
    this.#key = null;
    this.keyFile = "";
  };

  readonly #forgetCertificate = (): void => {
    this.#certificate = "";
    this.certificateFile = "";
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "glasshell-key-field": KeyField;
  }
}
