/** Lets at most `limit` holders in at a time, in the order of asking. The limit can be lowered, and the gate shut for good. */
export class Gate {
  #limit: number;
  #inside = 0;
  #shut = false;
  readonly #waiting: ((entered: boolean) => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get inside(): number {
    return this.#inside;
  }

  /** True when there was a place; nobody is waited for. */
  tryEnter(): boolean {
    if (this.#shut || this.#inside >= this.#limit) return false;
    this.#inside++;
    return true;
  }

  /** True once inside; false when the gate is shut. */
  enter(): Promise<boolean> {
    if (this.#shut) return Promise.resolve(false);
    if (this.tryEnter()) return Promise.resolve(true);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  leave(): void {
    this.#inside--;
    this.#admit();
  }

  /** Never below one. */
  lowerTo(limit: number): void {
    this.#limit = Math.max(1, Math.min(this.#limit, limit));
  }

  shut(): void {
    this.#shut = true;
    for (const resolve of this.#waiting.splice(0)) resolve(false);
  }

  #admit(): void {
    while (this.#inside < this.#limit) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#inside++;
      next(true);
    }
  }
}
