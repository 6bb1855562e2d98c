import { css } from "lit";

export const pageStyles = css`
  :host {
    display: block;
    height: 100%;
  }
  .glasshell {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    height: 100dvh;
    background: var(--wa-color-surface-lowered);
  }
  main {
    position: relative;
    min-height: 0;
    overflow: auto;
    outline: none;
  }
  .home {
    width: min(72rem, 100%);
    margin-inline: auto;
    padding: var(--wa-space-xl) var(--wa-space-l) var(--wa-space-3xl);
  }
  .home[hidden] {
    display: none;
  }
  glasshell-terminal {
    position: absolute;
    inset: 0;
    height: 100%;
  }
  .skip {
    position: absolute;
    z-index: 10;
    inset-block-start: var(--wa-space-2xs);
    inset-inline-start: var(--wa-space-2xs);
    padding: var(--wa-space-2xs) var(--wa-space-s);
    border-radius: var(--wa-border-radius-m);
    background: var(--wa-color-brand-fill-loud);
    color: white;
  }
  .skip:not(:focus) {
    clip-path: inset(50%);
    pointer-events: none;
  }
  @media (max-width: 40rem) {
    .home {
      padding: var(--wa-space-m) var(--wa-space-s) var(--wa-space-xl);
    }
  }
`;
