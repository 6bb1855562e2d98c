// A pause in long work, after which the browser's other tasks have had their turn. Not a timer: a hidden tab's timers come once a
// second.

export async function nextTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  await new Promise<void>((resolve) => {
    port1.onmessage = () => resolve();
    port2.postMessage(null);
  });
  port1.close();
}
