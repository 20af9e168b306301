import { readLooseText } from '#adapters/files/read-text.ts';
import { placeOf } from '#adapters/system/account.ts';
import type { Failure, Result, Secrets } from '#engine/ports.ts';
import type { SecretSource } from './secret-source.ts';

type Missing = Result<string, Failure<'secret-missing'>>;

const MAX_SECRET_BYTES = 1024 * 1024;

/** Secrets by name, read from the environment and from files each time they are asked for. */
export function createSecrets(sources: Readonly<Record<string, SecretSource>>): Secrets {
  return {
    async get(name) {
      const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
      if (source === undefined) return missing(name, 'Nothing says where it is.');
      return source.kind === 'env'
        ? fromEnvironment(name, source.variable)
        : await fromFile(name, source.path);
    },
  };
}

function fromEnvironment(name: string, variable: string): Missing {
  const value = process.env[variable];
  if (value === undefined || value === '')
    return missing(name, `The environment variable ${variable} is not set.`);
  return { ok: true, value };
}

/** Without one line end at the file's end, which editors and `echo` put there. */
async function fromFile(name: string, path: string): Promise<Missing> {
  try {
    const value = (await readLooseText(placeOf(path), MAX_SECRET_BYTES)).replace(/\r?\n$/, '');
    return value === '' ? missing(name, `The file ${path} is empty.`) : { ok: true, value };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const why = 'code' in error ? String(error.code) : error.message;
    return missing(name, `The file ${path} cannot be read (${why}).`);
  }
}

function missing(name: string, why: string): Missing {
  const message = `The secret "${name}" is missing. ${why} Give it with --secret ${name}=env:VARIABLE or --secret ${name}=file:PATH, or in Credentials.`;
  return { ok: false, error: { code: 'secret-missing', message, details: { secret: name } } };
}
