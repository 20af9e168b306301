/** Errors in the page that nobody expected: reported once each, and told. */
import { bridge } from '#bridge/bridge.ts';
import type { KeptCrash } from '#contract/commands/desktop-upkeep.ts';

type Tell = (crash: KeptCrash) => void;

const reported = new Set<string>();
let tell: Tell = () => undefined;

/** Until the returned function is called, what the page meets is told to `told`. */
export function watchPageFaults(told: Tell): () => void {
  const onError = (event: ErrorEvent): void => reportPageFault(event.error);
  const onRejection = (event: PromiseRejectionEvent): void => reportPageFault(event.reason);
  tell = told;
  window.addEventListener('error', onError);
  window.addEventListener('unhandledrejection', onRejection);
  return () => {
    tell = () => undefined;
    window.removeEventListener('error', onError);
    window.removeEventListener('unhandledrejection', onRejection);
  };
}

export function reportPageFault(error: unknown): void {
  // What the browser says of its own layout, such as a ResizeObserver's loop, carries no error.
  if (!(error instanceof Error)) return;
  const { name, message, stack = '' } = error;
  if (reported.has(stack)) return;
  reported.add(stack);
  const cut = { name: name.slice(0, 200), message: message.slice(0, 10_000), stack: stack.slice(0, 50_000) };
  bridge.call('desktop.reportFault', cut).then(
    (crash) => crash && tell(crash),
    () => undefined,
  );
}
