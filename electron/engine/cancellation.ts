/** A wish to stop that can be listened to; a wish once made stays made. */
export interface Cancellation {
  readonly isWished: boolean;
  /** Calls back when the wish is made, at once when it was. */
  onWish(callback: () => void): void;
}

/** What the work comes to; null once the wish is made, and then it is not begun. */
export function unlessWished<T>(cancellation: Cancellation, work: () => Promise<T>): Promise<T | null> {
  if (cancellation.isWished) return Promise.resolve(null);
  const wished = new Promise<null>((resolve) => cancellation.onWish(() => resolve(null)));
  return Promise.race([work(), wished]);
}

/** `wish` reaches everybody who listens; what one of them throws is thrown once all were told. */
export function createCancellation(): Cancellation & { wish(): void } {
  let wished = false;
  const waiting: (() => void)[] = [];
  return {
    get isWished() {
      return wished;
    },
    onWish(callback) {
      if (wished) callback();
      else waiting.push(callback);
    },
    wish() {
      if (wished) return;
      wished = true;
      doAll(waiting.splice(0));
    },
  };
}

/** Does each of them, whatever the others throw, and then throws what was thrown first. */
export function doAll(works: readonly (() => void)[]): void {
  const thrown: unknown[] = [];
  for (const work of works) {
    try {
      work();
    } catch (error) {
      thrown.push(error);
    }
  }
  if (thrown.length > 0) throw thrown[0];
}
