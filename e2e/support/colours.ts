// Which colours are drawn: what a person would see, whatever draws it.
import type { Locator } from "@playwright/test";

/** @return the colours of at least a thousandth of the picture, as "r,g,b", the commonest first */
export async function coloursOf(element: Locator): Promise<string[]> {
  const picture = (await element.screenshot()).toString("base64");
  return element.page().evaluate(async (encoded) => {
    const image = new Image();
    image.src = `data:image/png;base64,${encoded}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const counts = new Map<string, number>();
    for (let at = 0; at < data.length; at += 4) {
      const colour = `${data[at]},${data[at + 1]},${data[at + 2]}`;
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    return [...counts]
      .filter(([, count]) => count * 4_000 > data.length)
      .sort((a, b) => b[1] - a[1])
      .map(([colour]) => colour);
  }, picture);
}
