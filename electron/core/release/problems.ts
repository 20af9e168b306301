/** Collects what is wrong while a release is read; places are found in the file at the end. */
import type { Issue } from './issue.ts';

export type Path = readonly (string | number)[];

export interface Problem {
  readonly severity: Issue['severity'];
  readonly code: string;
  readonly message: string;
  readonly path: Path;
  /** Point at the key rather than at its value. */
  readonly atKey: boolean;
  /** Characters into the text that the path leads to. */
  readonly offset: number;
}

export class Problems {
  readonly #found: Problem[] = [];

  error(
    path: Path,
    code: string,
    message: string,
    place: Partial<Pick<Problem, 'atKey' | 'offset'>> = {},
  ): void {
    this.#found.push({ severity: 'error', code, message, path, atKey: false, offset: 0, ...place });
  }

  warn(
    path: Path,
    code: string,
    message: string,
    place: Partial<Pick<Problem, 'atKey' | 'offset'>> = {},
  ): void {
    this.#found.push({ severity: 'warning', code, message, path, atKey: false, offset: 0, ...place });
  }

  get hasErrors(): boolean {
    return this.#found.some((problem) => problem.severity === 'error');
  }

  all(): readonly Problem[] {
    return this.#found;
  }
}
