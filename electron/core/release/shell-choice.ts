import type { ShellChoice, ShellName } from './model.ts';

/** The shell and its strictness with nothing left open. */
export interface ChosenShell {
  readonly program: ShellName;
  readonly strict: boolean;
}

/** Each as the first that says it does, from the inside out. */
export function chooseShell(...said: readonly ShellChoice[]): ChosenShell {
  return {
    program: said.find(({ shell }) => shell !== undefined)?.shell ?? 'sh',
    strict: said.find(({ strict }) => strict !== undefined)?.strict ?? false,
  };
}
