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
      for (const callback of waiting.splice(0)) callback();
    },
  };
}
