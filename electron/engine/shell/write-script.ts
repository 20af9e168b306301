/** A text that travels to a host, with its parameters in front of it. */
import { quoteForShell } from '#core/plan/quote.ts';
import { SCRIPTS } from './scripts.ts';

export type ScriptName = keyof typeof SCRIPTS;

/** What the file of that name says that it takes. */
export type Values<Name extends ScriptName> = Readonly<
  Record<(typeof SCRIPTS)[Name]['takes'][number], string | number>
>;

export function writeScript<Name extends ScriptName>(name: Name, values: Values<Name>): string {
  const assigned = Object.entries<string | number>(values).map(
    ([parameter, value]) =>
      `hp_${parameter}=${typeof value === 'string' && value !== '' ? quoteForShell(value) : value}`,
  );
  const { text } = SCRIPTS[name];
  return assigned.length === 0 ? text : `${assigned.join(' ')}; ${text}`;
}
