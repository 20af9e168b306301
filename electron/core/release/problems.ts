/** Collects what is wrong while a release is read; places are found in the file at the end. */
import type { Issue } from './issue.ts';

export type Path = readonly (string | number)[];

/** What a problem points at. */
export interface Spot {
  readonly path: Path;
  /** At the key rather than at its value. */
  readonly atKey?: boolean;
  /** Characters into the text that the path leads to. */
  readonly offset?: number;
}

export interface Problem extends Required<Spot> {
  readonly severity: Issue['severity'];
  readonly code: string;
  readonly message: string;
}

export class Problems {
  readonly #found: Problem[] = [];
  readonly #misspelt = new Set<string>();
  /** Those that are not in the set yet, as it is seldom asked for. */
  readonly #noted: Path[] = [];
  readonly #paths = new Map<object, Path>();

  error(at: Path | Spot, code: string, message: string): void {
    this.#found.push({ severity: 'error', code, message, ...spotOf(at) });
  }

  warn(at: Path | Spot, code: string, message: string): void {
    this.#found.push({ severity: 'warning', code, message, ...spotOf(at) });
  }

  /** Notes that a key stands here in a wrong spelling, so that it is not reported as missing too. */
  noteMisspelt(path: Path): void {
    this.#noted.push(path);
  }

  isMisspelt(path: Path): boolean {
    for (const noted of this.#noted.splice(0)) this.#misspelt.add(JSON.stringify(noted));
    return this.#misspelt.size > 0 && this.#misspelt.has(JSON.stringify(path));
  }

  /** Notes where an entry of a list was read from: entries that cannot be read are not in the model, so its indexes differ. */
  notePath(entry: object, path: Path): void {
    this.#paths.set(entry, path);
  }

  pathOf(entry: object): Path {
    return this.#paths.get(entry) ?? [];
  }

  all(): readonly Problem[] {
    return this.#found;
  }
}

function spotOf(at: Path | Spot): Required<Spot> {
  if (!('path' in at)) return { path: at, atKey: false, offset: 0 };
  return { path: at.path, atKey: at.atKey ?? false, offset: at.offset ?? 0 };
}
