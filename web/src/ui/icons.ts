// Our own icons, drawn on a 24-unit grid with a stroke of 2. They stand in for Web Awesome's two libraries, whose icons are
// fetched: from a foreign origin, or from data: addresses, and the page's policy (connect-src 'self') allows neither. A mutator
// draws them in place instead, so no icon is ever requested.
import { registerIconLibrary } from "@awesome.me/webawesome/dist/components/icon/library.js";
import { icons as webAwesomeIcons } from "@awesome.me/webawesome/dist/components/icon/library.system.js";

const stroke = (...shapes: string[]) =>
  shapes.map((shape) => (shape.startsWith("<") ? shape : `<path d="${shape}"/>`)).join("");

const shapes: Readonly<Record<string, string>> = {
  lock: stroke('<rect x="4" y="11" width="16" height="10" rx="2.5"/>', "M8 11V7.5a4 4 0 0 1 8 0V11"),
  "lock-open": stroke('<rect x="4" y="11" width="16" height="10" rx="2.5"/>', "M8 11V7.5a4 4 0 0 1 7.7-1.5"),
  "shield-check": stroke("M12 3l8 3v6c0 4.6-3.3 7.8-8 9-4.7-1.2-8-4.4-8-9V6z", "M8.8 12.200l2.3 2.3 4.3-4.6"),
  "shield-alert": stroke("M12 3l8 3v6c0 4.6-3.3 7.8-8 9-4.7-1.2-8-4.4-8-9V6z", "M12 8v4.5", "M12 16v.01"),
  key: stroke('<circle cx="7.5" cy="15.5" r="4.5"/>', "M10.8 12.200L20 3", "M16 7l3 3", "M13.5 9.500l2 2"),
  terminal: stroke("M5 7l5 5-5 5", "M12.5 17.500H19"),
  xmark: stroke("M6 6l12 12", "M18 6L6 18"),
  check: stroke("M5 12.500l4.7 4.700L19.5 7"),
  copy: stroke(
    '<rect x="9" y="9" width="11.5" height="11.5" rx="2.5"/>',
    "M5.5 15H5a1.5 1.5 0 0 1-1.5-1.500V5A1.5 1.5 0 0 1 5 3.500h8.500A1.5 1.5 0 0 1 15 5v.5",
  ),
  clipboard: stroke(
    '<rect x="5" y="4.5" width="14" height="16.5" rx="2.5"/>',
    '<rect x="9" y="2.5" width="6" height="4" rx="1.2"/>',
  ),
  "chevron-down": stroke("M6 9.500l6 6 6-6"),
  "chevron-right": stroke("M9.5 6l6 6-6 6"),
  "chevron-left": stroke("M14.5 6l-6 6 6 6"),
  "arrow-up": stroke("M12 19V5", "M6 11l6-6 6 6"),
  "arrow-down": stroke("M12 5v14", "M6 13l6 6 6-6"),
  eye: stroke("M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z", '<circle cx="12" cy="12" r="3"/>'),
  "eye-slash": stroke(
    "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z",
    '<circle cx="12" cy="12" r="3"/>',
    "M4 20L20 4",
  ),
  search: stroke('<circle cx="11" cy="11" r="6.5"/>', "M16 16l4.5 4.5"),
  ellipsis: `<g fill="currentColor" stroke="none"><circle cx="5" cy="12" r="2"/><circle cx="12" cy="12" r="2"/><circle cx="19" cy="12" r="2"/></g>`,
  refresh: stroke("M19.5 12a7.5 7.5 0 1 1-2.2-5.300L20 9.4", "M20 4.500v4.900h-4.9"),
  upload: stroke(
    "M12 15.500V4.5",
    "M7.5 9L12 4.5 16.5 9",
    "M4.5 15v3A2.5 2.5 0 0 0 7 20.500h10a2.5 2.5 0 0 0 2.5-2.500v-3",
  ),
  "triangle-exclamation": stroke("M12 4L2.8 19.500h18.400z", "M12 10v4.2", "M12 16.800v.01"),
  "circle-exclamation": stroke('<circle cx="12" cy="12" r="9"/>', "M12 7.500v5", "M12 16v.01"),
  "circle-info": stroke('<circle cx="12" cy="12" r="9"/>', "M12 11.500v5", "M12 8v.01"),
  "circle-xmark": stroke('<circle cx="12" cy="12" r="9"/>', "M9 9l6 6", "M15 9l-6 6"),
  sun: stroke(
    '<circle cx="12" cy="12" r="4"/>',
    "M12 2.500v2",
    "M12 19.500v2",
    "M2.5 12h2",
    "M19.5 12h2",
    "M5.3 5.300l1.4 1.4",
    "M17.3 17.300l1.4 1.4",
    "M18.7 5.300l-1.4 1.4",
    "M6.7 17.300l-1.4 1.4",
  ),
  moon: stroke("M20 14.500A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.500z"),
  monitor: stroke('<rect x="3" y="4" width="18" height="12.5" rx="2.5"/>', "M8.5 20.500h7", "M12 16.500v4"),
  browser: stroke(
    '<rect x="3" y="4" width="18" height="16" rx="2.5"/>',
    "M3 9.500h18",
    "M6.5 6.800v.01",
    "M9.5 6.800v.01",
  ),
  relay: stroke('<circle cx="12" cy="12" r="3"/>', "M12 3v6", "M12 15v6", "M3 12h6", "M15 12h6"),
  server: stroke(
    '<rect x="3.5" y="4" width="17" height="7" rx="2"/>',
    '<rect x="3.5" y="13" width="17" height="7" rx="2"/>',
    "M7.5 7.500v.01",
    "M7.5 16.500v.01",
  ),
  globe: stroke(
    '<circle cx="12" cy="12" r="9"/>',
    "M3 12h18",
    "M12 3c2.6 2.6 3.8 5.6 3.8 9s-1.2 6.4-3.8 9c-2.6-2.6-3.8-5.6-3.8-9s1.2-6.4 3.8-9z",
  ),
  plus: stroke("M12 5v14", "M5 12h14"),
  link: stroke(
    "M10 14a4.5 4.5 0 0 0 6.4 0l3.2-3.200a4.5 4.5 0 0 0-6.4-6.400L12 5.6",
    "M14 10a4.5 4.5 0 0 0-6.4 0l-3.2 3.200a4.5 4.5 0 0 0 6.4 6.400l1.2-1.2",
  ),
  external: stroke("M14 4h6v6", "M20 4l-9 9", "M18 14v4a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h4"),
  unplug: stroke("M9 3v5", "M15 3v5", "M6.5 8h11v3a5.5 5.5 0 0 1-11 0z", "M12 16.500V21"),
  "text-size": stroke("M3 18.500L8 6l5 12.5", "M4.7 14.500h6.6", "M14.5 18.500l3.250-8 3.250 8", "M15.7 15.800h4.1"),
  accessibility: stroke(
    '<circle cx="12" cy="12" r="9"/>',
    "M8 10l4 1 4-1",
    "M12 11v3l-2 4",
    "M12 14l2 4",
    "M12 7.500v.01",
  ),
  bell: stroke("M6 16.500V11a6 6 0 0 1 12 0v5.500l1.5 1.500h-15z", "M10.5 20.500h3"),
  grid: stroke(
    '<rect x="4" y="4" width="6.5" height="6.5" rx="1.5"/>',
    '<rect x="13.5" y="4" width="6.5" height="6.5" rx="1.5"/>',
    '<rect x="4" y="13.5" width="6.5" height="6.5" rx="1.5"/>',
    '<rect x="13.5" y="13.5" width="6.5" height="6.5" rx="1.5"/>',
  ),
  file: stroke("M6.5 3H14l4.5 4.500V19a2 2 0 0 1-2 2h-10a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z", "M14 3v4.500h4.5"),
  circle: '<circle cx="12" cy="12" r="5" fill="currentColor" stroke="none"/>',
};

/** Every name there is, for the test that all icons used exist. */
export const iconNames: readonly string[] = Object.keys(shapes);

/** Draws ours, or Web Awesome's own where a component of the surrounding page asks for one that we do not have. */
function draw(svg: SVGElement, name: string): void {
  if (svg.dataset.drawn === name) return;
  svg.dataset.drawn = name;
  const ours = shapes[name];
  if (ours === undefined) {
    const { solid, regular } = webAwesomeIcons;
    const source = solid?.[name] ?? regular?.[name] ?? "<svg/>";
    const theirs = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
    svg.setAttribute("viewBox", theirs.getAttribute("viewBox") ?? "0 0 24 24");
    svg.setAttribute("fill", "currentColor");
    svg.replaceChildren(...theirs.childNodes);
    return;
  }
  for (const [attribute, value] of strokeAttributes) svg.setAttribute(attribute, value);
  svg.innerHTML = ours;
}

const strokeAttributes: readonly (readonly [string, string])[] = [
  ["viewBox", "0 0 24 24"],
  ["fill", "none"],
  ["stroke", "currentColor"],
  ["stroke-width", "2"],
  ["stroke-linecap", "round"],
  ["stroke-linejoin", "round"],
];

export function registerIcons(): void {
  for (const library of ["default", "system"]) {
    registerIconLibrary(library, {
      // A sprite sheet's icon is not fetched; the reference leads nowhere and is replaced by the mutator.
      spriteSheet: true,
      resolver: (name) => `#${name}`,
      mutator: (svg, host) => draw(svg, host?.name ?? ""),
    });
  }
}
