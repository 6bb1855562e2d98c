import xterm from "@xterm/xterm/css/xterm.css?inline";
import { css, unsafeCSS } from "lit";

export const terminalStyles = [
  unsafeCSS(xterm),
  css`
    :host {
      display: block;
      height: 24rem;
      min-height: 8rem;
      overflow: hidden;
      contain: layout paint;
      container-type: size;
    }
    :host([hidden]) {
      display: none;
    }
    .glasshell {
      position: relative;
      display: grid;
      grid-template: minmax(0, 1fr) auto auto / minmax(0, 1fr);
      height: 100%;
      background: var(--screen);
    }
    .dark {
      --screen: #0c1114;
    }
    .light {
      --screen: #fcfdfd;
    }
    .field {
      position: relative;
      min-width: 0;
      min-height: 0;
      padding: 6px 2px 2px 8px;
    }
    .screen {
      width: 100%;
      height: 100%;
      overflow: hidden;
    }
    .screen.covered {
      visibility: hidden;
    }
    .screen.away {
      opacity: 0.45;
      filter: saturate(0.4);
      /* As long as the panel over it takes to appear. */
      transition: opacity 0.2s 0.6s, filter 0.2s 0.6s;
    }
    /* One below the other, so that none hides another. */
    .over {
      position: absolute;
      z-index: 5;
      inset: 0;
      display: flex;
      flex-direction: column;
      pointer-events: none;
    }
    .over > * > * {
      pointer-events: auto;
    }
    .awayPlace {
      flex: 0 1 auto;
      min-height: 0;
      display: grid;
      justify-items: center;
      overflow: auto;
      padding: clamp(0px, 16cqh - 3rem, 5rem) var(--wa-space-m) var(--wa-space-xs);
    }
    .screen .xterm-viewport,
    .screen .xterm-scrollable-element {
      background-color: var(--screen) !important;
    }
    .flash {
      position: absolute;
      inset: 0;
      pointer-events: none;
      box-shadow: inset 0 0 0 3px var(--wa-color-brand-border-loud);
      opacity: 0;
    }
    .ringing .flash {
      animation: flash 0.35s ease-out;
    }
    @keyframes flash {
      from {
        opacity: 0.9;
      }
      to {
        opacity: 0;
      }
    }
    .outcome {
      position: absolute;
      inset: 0;
      display: grid;
      align-items: center;
      overflow: auto;
      padding: var(--wa-space-s);
      background: var(--screen);
    }
    .aftermath:not(:empty) {
      max-height: 50cqh;
      overflow: auto;
      border-block-start: 1px solid var(--wa-color-surface-border);
      background: var(--wa-color-surface-default);
    }
    .bars {
      flex: none;
      display: flex;
      flex-direction: column;
      align-items: flex-end;
      gap: var(--wa-space-xs);
      padding: var(--wa-space-xs) var(--wa-space-m);
    }
    .bars > * {
      max-width: min(34rem, 100%);
    }
    .bar {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--wa-space-xs) var(--wa-space-s);
      padding: var(--wa-space-xs) var(--wa-space-s);
      border: 1px solid var(--wa-color-surface-border);
      border-radius: var(--wa-border-radius-l);
      background: var(--wa-color-surface-raised);
      box-shadow: var(--wa-shadow-l);
      font-size: var(--wa-font-size-s);
    }
    .bar .grow {
      flex: 1 1 14rem;
      min-width: 0;
    }
    .bar code,
    pre.preview {
      display: block;
      max-height: 4.5em;
      overflow: hidden;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    pre.preview {
      max-height: 14rem;
      overflow: auto;
      margin: 0;
      padding: var(--wa-space-xs) var(--wa-space-s);
      border: 1px solid var(--wa-color-surface-border);
      border-radius: var(--wa-border-radius-m);
      background: var(--wa-color-surface-lowered);
      font-family: var(--wa-font-family-code);
      font-size: var(--wa-font-size-s);
    }
    .address {
      display: block;
      padding: var(--wa-space-xs) var(--wa-space-s);
      border-radius: var(--wa-border-radius-m);
      background: var(--wa-color-surface-lowered);
      user-select: all;
    }
    .address strong {
      font-weight: var(--wa-font-weight-bold);
    }
    @media (prefers-reduced-motion: reduce) {
      .ringing .flash {
        animation: none;
      }
    }
  `,
];
