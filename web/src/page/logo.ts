// The mark of public/favicon.svg, to stand in the page.
import { html, svg } from "lit";

export const logo = html`<svg viewBox="0 0 64 64" aria-hidden="true">
  ${svg`
    <defs>
      <linearGradient id="glass" x1="0" y1="0" x2="1" y2="1">
        <stop offset="0" stop-color="#5fd6c2" />
        <stop offset="1" stop-color="#0b7a6e" />
      </linearGradient>
    </defs>
    <path d="M32 5c14 0 24 11 24 25.500C56 45.5 45 57.5 32 59 19 57.5 8 45.5 8 30.5 8 16 18 5 32 5z" fill="url(#glass)" />
    <path d="M21 23l10.5 9.500L21 42M35 43.500h11.5" fill="none" stroke="#ffffff" stroke-width="5.5" stroke-linecap="round" stroke-linejoin="round" />
  `}
</svg>`;
