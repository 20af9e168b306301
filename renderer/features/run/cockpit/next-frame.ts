/** How long news may wait where the window paints nothing: it is hidden, or minimised. */
const WITHOUT_FRAME_MS = 250;

/** Does work at some later moment; the returned function lets it be. */
export type Schedule = (work: () => void) => () => void;

/** Does the work just before the next frame is painted. */
export const onNextFrame: Schedule = (work) => {
  const drop = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  const act = (): void => {
    drop();
    work();
  };
  const frame = requestAnimationFrame(act);
  const timer = setTimeout(act, WITHOUT_FRAME_MS);
  return drop;
};
