/** Where the credentials of releases are found on this workstation: listed, set and taken away. The library keeps where they are, never what. */
import { labelReference } from '#core/words/hosts/label-reference.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { givenCredentials } from '../options.ts';
import { withLibrary, withNewLibrary } from '../session.ts';
import { printJson, safe, table } from '../terminal.ts';

export interface CredentialOptions {
  readonly data?: string;
  readonly keyPassphrase?: string;
  readonly remove?: boolean;
  readonly json?: boolean;
}

export function credentialCommand(
  name: string | undefined,
  source: string | undefined,
  { data, keyPassphrase, remove = false, json = false }: CredentialOptions,
): Promise<number> {
  if (name === undefined) return listCredentials(data, json);
  if (name === '' || name.includes('=') || !(remove || isPlainName(name)))
    throw new CliFailure('usage', `"${name}" is no name of a credential: holdpoint credential NAME SOURCE`);
  if (remove !== (source === undefined))
    throw new CliFailure('usage', 'Say where it is (holdpoint credential NAME SOURCE), or --remove');
  if (remove) return removeCredential(name, data);
  const passphrase = keyPassphrase === undefined ? {} : { keyPassphrase: [`${name}=${keyPassphrase}`] };
  const reference = givenCredentials({ credential: [`${name}=${source}`], ...passphrase }).get(name);
  if (reference === undefined) throw new CliFailure('usage', `"${name}" is no name of a credential`);
  return withNewLibrary(data, (library) => {
    library.setCredential(name, reference);
    process.stdout.write(`${safe(name)}: ${safe(labelReference(reference))}\n`);
    return EXIT.ok;
  });
}

/** A list shows it on one line, as it is. */
function isPlainName(name: string): boolean {
  return name.trim() === name && !/[\n\t]/.test(name) && safe(name) === name;
}

function listCredentials(data: string | undefined, json: boolean): Promise<number> {
  return withLibrary(data, (library) => {
    const known = library.listCredentials();
    if (json) printJson(known);
    else if (known.length === 0)
      process.stdout.write('No credential is set here. Set one: holdpoint credential NAME SOURCE\n');
    else
      process.stdout.write(
        table(known.map(({ name, reference }) => [safe(name), safe(labelReference(reference))])),
      );
    return EXIT.ok;
  });
}

function removeCredential(name: string, data: string | undefined): Promise<number> {
  return withLibrary(data, (library) => {
    if (!library.listCredentials().some((known) => known.name === name))
      throw new CliFailure('not-found', `No credential ${name} is set here; holdpoint credential lists them`);
    library.setCredential(name, null);
    process.stdout.write(`${safe(name)} is no longer set here\n`);
    return EXIT.ok;
  });
}
