// The theme as a sheet that any shadow root can adopt, and the few rules that every part of ours shares.
import { css, unsafeCSS } from "lit";
import theme from "./theme.css?inline";

export const themeStyles = unsafeCSS(theme);

/** The classes that put the theme in force on a part of a shadow root. Web Awesome sets its defaults on :root, which is not ours. */
export function themeClasses(scheme: "dark" | "light"): string {
  const palette = "wa-palette-default wa-success-green wa-warning-yellow wa-danger-red";
  return `glasshell wa-theme-default ${palette} wa-${scheme}`;
}

export const sharedStyles = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  p,
  h1,
  h2,
  h3,
  dl,
  dd,
  ul {
    margin: 0;
    padding: 0;
  }
  code,
  .mono {
    font-family: var(--wa-font-family-code);
    font-size: 0.94em;
    overflow-wrap: anywhere;
  }
  .quiet {
    color: var(--wa-color-text-quiet);
  }
  .stack {
    display: flex;
    flex-direction: column;
    gap: var(--wa-space-m);
    min-width: 0;
  }
  wa-details[appearance="plain"]::part(header) {
    gap: var(--wa-space-2xs);
    padding: var(--wa-space-2xs) 0;
    font-size: var(--wa-font-size-s);
    color: var(--wa-color-text-quiet);
  }
  wa-details[appearance="plain"]::part(content) {
    padding: var(--wa-space-2xs) 0;
    font-size: var(--wa-font-size-s);
  }
  /* A dialog that fades out still holds the keyboard, and what a person types by then would be lost. */
  wa-dialog {
    --hide-duration: 40ms;
  }
  /* Web Awesome leaves a fifth of the height unused, which on a phone hides what a dialog is about. */
  wa-dialog::part(dialog) {
    max-height: calc(100dvh - 2rem);
  }
  .visually-hidden,
  .unlabelled::part(form-control-label) {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
