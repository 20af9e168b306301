/** A wish to stop that can be listened to; a wish once made stays made. */
export interface Cancellation {
  readonly isWished: boolean;
  /** Calls back when the wish is made, at once when it was. */
  onWish(callback: () => void): void;
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
