// The panel that stands in the place of a shell, or over one whose relay is out of reach: which one, by what is known of the session.
import { html, nothing } from "lit";
import type { SessionView } from "../../session/view.ts";
import "./away-panel.ts";
import "./elsewhere-panel.ts";
import "./outcome-panel.ts";

export interface PanelNames {
  readonly relay: string;
  readonly node: string;
}

export interface OutcomeLook extends PanelNames {
  /** Another tab has the session. */
  readonly elsewhere: boolean;
  /** Under a screen that is still in sight. */
  readonly compact: boolean;
}

/** How far the session has come, or what became of it. */
export function outcomePanel(view: SessionView, { elsewhere, compact, relay, node }: OutcomeLook) {
  if (elsewhere) return html`<glasshell-elsewhere-panel node=${node}></glasshell-elsewhere-panel>`;
  return html`
    <glasshell-outcome-panel .view=${view} ?compact=${compact} relay=${relay} node=${node}></glasshell-outcome-panel>
  `;
}

/** @param typed  how many typed characters wait */
export function awayPanel(view: SessionView, typed: number, { relay, node }: PanelNames) {
  if (!isShellAway(view)) return nothing;
  return html`
    <div class="awayPlace">
      <glasshell-away-panel
        .away=${view.away}
        .graceMs=${view.graceMs}
        .typed=${typed}
        relay=${relay}
        node=${node}
      ></glasshell-away-panel>
    </div>
  `;
}

/** A shell runs, and its relay is out of reach. */
export function isShellAway(view: SessionView): boolean {
  return view.phase === "shell" && view.away !== null;
}
