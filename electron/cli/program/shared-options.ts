/** Options that several commands take, with their help. */
import { type Command, Option } from 'commander';
import { PAPER_SIZES } from '#core/report/paper-size.ts';
import { collect } from './collect.ts';

export const OUT = 'the file to write; - for standard output';
export const FROM = 'begin at this step, and leave out what comes before but hold points';
export const FORCE = 'replace a file that exists';
export const ONLY_HOSTS = 'only these hosts, by name or tag';

/** For commands that answer a program as well. */
export const JSON_RESULT = ['--json', 'print the result as JSON'] as const;

/** An option that takes one of these words. */
export function oneOf(flags: string, description: string, words: readonly string[]): Option {
  return new Option(flags, description).choices(words);
}

/** For commands that write documents. */
export function withPaper(command: Command): Command {
  return command.addOption(
    oneOf(
      '--paper <size>',
      "the paper of html and pdf (default: as the library's settings have it, a4)",
      PAPER_SIZES,
    ),
  );
}

export const VAULT_PASSPHRASE =
  'where the passphrase of the vault is: env:VAR, file:PATH or command:WORDS (default: it is asked for)';

export const KEY_PASSPHRASE =
  'where the passphrase of the key is: env:VAR, file:PATH or command:WORDS (default: it is asked for)';

const TAKE_OVER =
  'take over hosts that are leased to another workstation or run; first make sure that nobody works there';

/** What a command line gives a program to carry out: the arguments in order, then the options. */
export type Work = (...words: never[]) => Promise<number> | number;
/** Gives a command the work that it does, whose code is loaded when it is called: a command starts without that of the others. */
export type Does = (load: () => Promise<Work> | Work) => (...words: unknown[]) => Promise<void>;

/** The library's folder; it may stand before or after the command. */
export function dataOption(): Option {
  return new Option('--data <dir>', "the library's folder").env('HOLDPOINT_DATA');
}

/** For every command that logs in to hosts. */
export function withLogins(command: Command): Command {
  return command
    .option(
      '--credential <name=source>',
      'what a credential is here: NAME=agent, NAME=key:PATH, or NAME=password- with env:VAR, file:PATH, vault:ENTRY, command:WORDS or ask; may be repeated',
      collect,
    )
    .option(
      '--key-passphrase <name=source>',
      'where the passphrase of a key given by --credential NAME=key:PATH is: NAME= with env:VAR, file:PATH, vault:ENTRY, command:WORDS or ask (default: it is asked for); may be repeated',
      collect,
    )
    .option(
      '--secret <name=source>',
      'where a secret is: NAME=env:VAR, NAME=file:PATH, NAME=vault:ENTRY, NAME=command:WORDS or NAME=ask; its former value as NAME-old, or NAME-old=lost; may be repeated',
      collect,
    )
    .option('--vault-passphrase <source>', VAULT_PASSPHRASE)
    .option('--known-hosts <file>', 'a known_hosts file to trust besides your own; may be repeated', collect)
    .option(
      '--connect-timeout <duration>',
      'how long each part of connecting to a host may take (default: 10s to answer, 30s to greet, 1m to log in)',
    );
}

export function withTakeOver(command: Command): Command {
  return command.option('--take-over', TAKE_OVER);
}

/** For every command that starts a run or continues with one. */
export function withRunOptions(command: Command): Command {
  return withTakeOver(withLogins(command))
    .option('--answers <file>', 'YAML file that answers the questions of the run')
    .addOption(
      oneOf('--on-failure <answer>', 'the answer whenever a step fails and asks', ['stop', 'continue']),
    )
    .option('--operator <person>', 'who runs this: id, name or login of a person of the release')
    .option(
      '--acknowledge-loss <note>',
      'what was found on the hosts of a run of which something is missing in this library',
    )
    .option(
      '--wait-for-hosts <duration>',
      'how long to wait for hosts that are leased to another run or workstation (default: not at all)',
    )
    .option(
      '--reconnect <duration>',
      'how long to try to reach a host, within a step and before it (default: 1m)',
    )
    .option('--quiet-after <duration>', 'report a step that prints nothing for this long (default: 5m)')
    .option('--json', 'print the result as one JSON document')
    .option('--jsonl', 'print the events as they happen, one JSON document a line');
}
