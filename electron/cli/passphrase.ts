/** Passphrases that a person types, unseen. */
import { LEAST_PASSPHRASE } from '#core/library/vault.ts';
import { isAtTerminal } from './ask.ts';
import { askHidden } from './ask-login.ts';
import { CliFailure } from './failure.ts';

interface Typing {
  /** Of the failure where nobody can be asked. */
  readonly code: string;
  /** Says where the passphrase is instead. */
  readonly option: string;
}

export async function typePassphrase(label: string, { code, option }: Typing): Promise<string> {
  const given = isAtTerminal() ? await askHidden(label) : null;
  if (given !== null) return given;
  throw new CliFailure(code, `A passphrase is asked for at a terminal. Elsewhere give ${option} file:PATH`);
}

/** Twice, so that it is the one that was meant. */
export async function typeNewPassphrase(code: string, option: string): Promise<string> {
  const first = await typePassphrase(`New passphrase, at least ${LEAST_PASSPHRASE} characters`, {
    code,
    option,
  });
  const again = await typePassphrase('The same again', { code, option });
  if (first === again) return first;
  throw new CliFailure('passphrases-differ', 'The two are not the same. Nothing was changed');
}
