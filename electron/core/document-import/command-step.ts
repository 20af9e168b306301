/** A shell text of a document as what a step runs. */
import { isSecret } from '../inventory/value-names.ts';
import { bashOnlyIn } from '../release/shell/bash-only.ts';
import { shellSkeleton } from '../release/shell/shell-skeleton.ts';
import { type ImportedStep, type ImportRemark, remark } from './model.ts';
import { withoutSecretsInShell } from './secret-texts.ts';

type Runs = Extract<ImportedStep['does'], { readonly kind: 'run' }>;

export interface Command {
  readonly does: Runs;
  readonly remarks: readonly ImportRemark[];
}

/** `line`: where its first line stands in the document. */
export function commandOf(written: string, line: number): Command {
  const first = line + emptyLinesBefore(written);
  const text = written.replace(/^(?:[ \t]*\n)+/, '').trimEnd();
  const parted = withoutSecrets(text);
  const sudo = sudoOf(parted.text);
  const plain = escapedBraces(sudo ?? parted.text);
  const isBash = bashOnlyIn(plain, shellSkeleton(plain)).length > 0;
  return {
    does: {
      kind: 'run',
      text: plain,
      shell: isBash ? 'bash' : null,
      strict: commandLines(plain) > 1,
      sudo: sudo !== null,
      env: parted.env,
    },
    remarks: connecting(text, first),
  };
}

function emptyLinesBefore(written: string): number {
  return Math.max(
    0,
    written.split('\n').findIndex((each) => each.trim() !== ''),
  );
}

function commandLines(text: string): number {
  const code = shellSkeleton(text);
  return code.split('\n').filter((each) => each.trim() !== '').length;
}

/** What is assigned to a name of secrets is never written into a release: the step gets it as one of its secrets. */
const ASSIGNED =
  /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=((?:[^\s"'`$\\;&|<>()]|"[^"`$\\\n]*"|'[^'\n]*')+)[ \t]*$/;

interface Parted {
  readonly text: string;
  readonly env: Readonly<Record<string, string>>;
}

function withoutSecrets(text: string): Parted {
  const code = shellSkeleton(text).split('\n');
  const names = new Set<string>();
  const kept = text.split('\n').filter((each, i) => {
    const [, name = '', value = ''] = ASSIGNED.exec(each) ?? [];
    // Within a here-document or quotes it is text of something else, whose lines stay.
    const isCode = /^[ \t]*[A-Za-z_]/.test(code[i] ?? '');
    if (name === '' || !isCode || !isSecret(name, value.replaceAll(/^["']|["']$/g, ''))) return true;
    names.add(name);
    return false;
  });
  const rest = withoutSecretsInShell(kept.join('\n'));
  for (const name of rest.names) names.add(name);
  return {
    text: rest.text.trim() === '' ? ':' : rest.text,
    env: Object.fromEntries([...names].map((name) => [name, `{{ secret.${name.toLowerCase()} }}`])),
  };
}

/** Lines that do one thing each, all as root: without their `sudo`. Null where they are anything else. */
function sudoOf(text: string): string | null {
  if (!/^[ \t]*sudo[ \t]/m.test(text) || /[;&|<>`(){}\\]|\$\(/.test(text)) return null;
  const lines = text.split('\n').map((each) => each.trim());
  const isSimple = lines.every(
    (each) => each === '' || each.startsWith('#') || /^sudo[ \t]+[^-\s=]+(?:[ \t]|$)/.test(each),
  );
  return isSimple ? lines.map((each) => each.replace(/^sudo[ \t]+/, '')).join('\n') : null;
}

/** Two braces open a value in a release; those of a document are text. */
export function escapedBraces(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}

/** A step is sent to its hosts: a command that goes to one by itself wants to be one of that host. */
function connecting(text: string, line: number): readonly ImportRemark[] {
  const at = shellSkeleton(text)
    .split('\n')
    .findIndex((each) => /^[ \t]*(?:ssh|sshpass)[ \t]/.test(each));
  return at < 0 ? [] : [remark(line + at, text.split('\n')[at] ?? '', 'connects')];
}

const PROMPT = /^[ \t]*(?:[\w.-]+@[\w.-]+[: ]\S*|\[[^\]\n]*\])?[ \t]*[$#%][ \t]+(?=\S)/;
const CONTINUED = /^[ \t]*>[ \t]?/;

/** Commands behind prompts, and what was printed between them; null where the first line has no prompt. */
export function behindPrompts(text: string): { readonly commands: string; readonly printed: string } | null {
  const lines = text.split('\n');
  const first = lines.find((each) => each.trim() !== '') ?? '';
  if (!PROMPT.test(first) || /^[ \t]*#/.test(first)) return null;
  const commands: string[] = [];
  const printed: string[] = [];
  let isOpen = false;
  for (const each of lines) {
    if (PROMPT.test(each)) commands.push(each.replace(PROMPT, ''));
    else if (isOpen) commands.push(each.replace(CONTINUED, ''));
    else printed.push(each);
    isOpen = /\\$/.test(each) && (PROMPT.test(each) || isOpen);
  }
  return { commands: commands.join('\n'), printed: printed.join('\n').trim() };
}
