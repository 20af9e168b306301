/** Does work at some later moment; the returned function lets it be. */
export type Schedule = (work: () => void) => () => void;

/** How long news may wait where the window paints nothing: it is hidden, or minimised. */
const WITHOUT_FRAME_MS = 250;
/** After work that took a while the page is left to the person for so many times as long, but not for longer than this. */
const REST = 2;
const LONGEST_REST_MS = 200;
/** Nobody reads figures that change more often; every change costs drawing as well, in other processes too. */
const SHORTEST_REST_MS = 100;

/**
 * Does the work just before a frame is painted: the next one after a while without news, else ten times a second or less
 * often, so that however many news there are, most of the page's time is for who works with it.
 */
export function createFrames(): Schedule {
  let restsUntil = 0;

  function act(work: () => void): void {
    const from = performance.now();
    restsUntil = from + SHORTEST_REST_MS;
    work();
    // What comes after this frame begins when it is painted.
    setTimeout(() => {
      const now = performance.now();
      restsUntil = now + Math.min(Math.max(REST * (now - from), SHORTEST_REST_MS), LONGEST_REST_MS);
    });
  }
  return (work) => {
    let frame = 0;
    let timer: ReturnType<typeof setTimeout>;
    const drop = (): void => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
    const once = (): void => {
      drop();
      act(work);
    };
    const ask = (): void => {
      frame = requestAnimationFrame(once);
      timer = setTimeout(once, WITHOUT_FRAME_MS);
    };
    const rest = restsUntil - performance.now();
    if (rest > 0) timer = setTimeout(ask, rest);
    else ask();
    return drop;
  };
}
