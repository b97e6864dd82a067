/**
 * Gives a function that calls `update` at most once an animation frame, however often it is called. A hidden page gets no
 * frames, and its title still wants to move: there a timer takes over, once a second.
 */
export function oncePerFrame(update: () => void): { request(): void; cancel(): void } {
  let frame: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function cancel() {
    if (frame !== null) cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = null;
  }
  function run() {
    cancel();
    update();
  }
  function request() {
    if (frame !== null) return;
    frame = requestAnimationFrame(run);
    timer = setTimeout(run, 1000);
  }
  return { request, cancel };
}
