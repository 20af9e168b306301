import type { Bridge } from '#bridge/bridge.ts';
import { messageOf } from '#bridge/failure.ts';
import type { OutputCut, RunId, UnitRef } from '#core/run/events.ts';
import type { Stream } from '#core/run/stream.ts';
import {
  addBytes,
  bytesFromBase64,
  endOf,
  type OutputWindow,
  tailStart,
  WINDOW,
} from '#ui/output/output-window.ts';

/** Which output is looked at. */
export interface OutputPlace extends UnitRef {
  readonly attempt: number;
  readonly stream: Stream;
}

/** What is looked at, and how much of it is held. */
export interface Looked {
  readonly place: OutputPlace | null;
  readonly window: OutputWindow;
  /** What of it is not kept; null: all is, as far as is known. */
  readonly cut: OutputCut | null;
  /** Stored bytes of both streams of the attempt. */
  readonly totals: Readonly<Record<Stream, number>>;
  readonly follows: boolean;
  readonly failure: string | null;
  /** Why what is stored of the attempt is not what its run recorded; null: it is, as far as is known. */
  readonly unsound: string | null;
}

/** Where the reader finds and leaves what is looked at. */
export interface Cell {
  get(): Looked;
  set(change: Partial<Looked>): void;
}

/** Fetches bytes for the place that is looked at; an answer that comes after the person has moved on is dropped. */
export class OutputReader {
  #turn = 0;
  #keepingUpWith: OutputPlace | null = null;
  readonly #bridge: Bridge;
  readonly #run: RunId;
  readonly #cell: Cell;

  constructor(bridge: Bridge, run: RunId, cell: Cell) {
    this.#bridge = bridge;
    this.#run = run;
    this.#cell = cell;
  }

  /** What is running is of no interest any more. */
  moveOn(): void {
    this.#turn += 1;
  }

  async read(from: number, limit: number): Promise<void> {
    const { place } = this.#cell.get();
    if (!place || limit <= 0) return;
    this.#turn += 1;
    const mine = this.#turn;
    try {
      const slice = await this.#bridge.call('output.read', { run: this.#run, ...place, from, limit });
      if (mine !== this.#turn) return;
      const { window, totals } = this.#cell.get();
      this.#cell.set({
        window: addBytes(window, { ...slice, bytes: bytesFromBase64(slice.bytes) }),
        totals: larger(totals, { [place.stream]: slice.total }),
        cut: slice.cut,
        failure: null,
      });
    } catch (cause) {
      if (mine === this.#turn) this.#cell.set({ failure: messageOf(cause) });
    }
  }

  /** How much is stored of both streams. */
  async measure(place: OutputPlace): Promise<void> {
    try {
      const size = async (stream: Stream): Promise<number> => {
        const slice = await this.#bridge.call('output.read', {
          run: this.#run,
          ...place,
          stream,
          from: 0,
          limit: 1,
        });
        return slice.total;
      };
      const [stdout, stderr] = await Promise.all([size('stdout'), size('stderr')]);
      const { place: current, totals: known } = this.#cell.get();
      const totals = larger(known, { stdout, stderr });
      if (current === place && totals !== known) this.#cell.set({ totals });
    } catch (cause) {
      if (this.#cell.get().place === place) this.#cell.set({ failure: messageOf(cause) });
    }
  }

  /** Whether what is shown is what was recorded. */
  async check(place: OutputPlace): Promise<void> {
    const { step, host, attempt } = place;
    try {
      const { unsound } = await this.#bridge.call('output.check', { run: this.#run, step, host, attempt });
      if (this.#cell.get().place === place) this.#cell.set({ unsound });
    } catch (cause) {
      if (this.#cell.get().place === place) this.#cell.set({ failure: messageOf(cause) });
    }
  }

  /** One read after the other until the end is reached, however fast the output grows. */
  async keepUp(): Promise<void> {
    const { place } = this.#cell.get();
    if (place === this.#keepingUpWith) return;
    this.#keepingUpWith = place;
    let before = -1;
    while (
      this.#cell.get().place === place &&
      isBehind(this.#cell.get()) &&
      endOf(this.#cell.get().window) !== before
    ) {
      before = endOf(this.#cell.get().window);
      await this.#readTail();
    }
    if (this.#keepingUpWith === place) this.#keepingUpWith = null;
  }

  #readTail(): Promise<void> {
    const { window, place, totals } = this.#cell.get();
    const total = place ? totals[place.stream] : 0;
    const end = endOf(window);
    const adjoins = window.bytes.length > 0 && total - end <= WINDOW;
    return adjoins ? this.read(end, Math.min(WINDOW, total - end)) : this.read(tailStart(total), WINDOW);
  }
}

/** Stored output never shrinks, so of two answers the larger is the later one, in whatever order they come; the same is no change. */
function larger(known: Looked['totals'], told: Partial<Looked['totals']>): Looked['totals'] {
  const stdout = Math.max(known.stdout, told.stdout ?? 0);
  const stderr = Math.max(known.stderr, told.stderr ?? 0);
  return stdout === known.stdout && stderr === known.stderr ? known : { stdout, stderr };
}

function isBehind({ place, window, totals, follows }: Looked): boolean {
  return follows && place !== null && endOf(window) < totals[place.stream];
}
