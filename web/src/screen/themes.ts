// The terminal's colours. Chosen so that each of the 16 is told from the others on its ground; xterm.js lifts what an
// application combines badly to the contrast of WCAG AA.
import type { ITheme } from "@xterm/xterm";

export const minimumContrast = 4.5;

export type ColourScheme = "dark" | "light";

export const terminalThemes: Readonly<
  Record<ColourScheme, Required<Pick<ITheme, "background" | "foreground">> & ITheme>
> = {
  dark: {
    background: "#0c1114",
    foreground: "#d6dee1",
    cursor: "#5fcdbb",
    cursorAccent: "#0c1114",
    selectionBackground: "#2a5c60",
    selectionInactiveBackground: "#33606a",
    scrollbarSliderBackground: "#84919a40",
    scrollbarSliderHoverBackground: "#84919a80",
    scrollbarSliderActiveBackground: "#84919aa0",
    black: "#1d262b",
    red: "#f07a78",
    green: "#86cf8a",
    yellow: "#e0be6b",
    blue: "#77aef5",
    magenta: "#c99af0",
    cyan: "#62ccc6",
    white: "#c9d3d7",
    brightBlack: "#77858d",
    brightRed: "#ff9a96",
    brightGreen: "#a5e3a7",
    brightYellow: "#f2d68b",
    brightBlue: "#9cc6ff",
    brightMagenta: "#dfbaf9",
    brightCyan: "#8ce6df",
    brightWhite: "#f3f7f8",
  },
  light: {
    background: "#fcfdfd",
    foreground: "#1c262b",
    cursor: "#0b7468",
    cursorAccent: "#ffffff",
    selectionBackground: "#b5e2da",
    selectionInactiveBackground: "#b9d6d6",
    scrollbarSliderBackground: "#4c586140",
    scrollbarSliderHoverBackground: "#4c586180",
    scrollbarSliderActiveBackground: "#4c5861a0",
    black: "#1c262b",
    red: "#b3261e",
    green: "#1d7434",
    yellow: "#855800",
    blue: "#1a5cb0",
    magenta: "#8436a6",
    cyan: "#0a6e7e",
    white: "#d3dbde",
    brightBlack: "#5f6c75",
    brightRed: "#cf3d33",
    brightGreen: "#2a8542",
    brightYellow: "#966400",
    brightBlue: "#2a6ccb",
    brightMagenta: "#984abd",
    brightCyan: "#137f92",
    brightWhite: "#f3f6f7",
  },
};
