/**
 * Understands what the engine sends to a host well enough to answer it: which of its own texts it is, by words that stand in that text
 * alone, or else a text of the author's. `engine/shell` holds the texts; `unit/drill/asked` holds them against this.
 */

/** What is asked of a host. */
export type AskedOfHost =
  | {
      readonly kind: 'facts' | 'lease' | 'programs' | 'boot' | 'clean' | 'end-group' | 'measure' | 'reminder';
    }
  | { readonly kind: 'launch' | 'attach'; readonly attempt: string }
  | { readonly kind: 'end-record'; readonly attempt: string; readonly why: 'stop' | 'timeout' }
  | { readonly kind: 'receive'; readonly sha256: string }
  | { readonly kind: 'find-upload' }
  /** The author's, or one that a step of another kind needs: its step says which. */
  | { readonly kind: 'text' };

export interface AskedLine {
  readonly asked: AskedOfHost;
  /** Stands in front of the marker that says that it has begun. */
  readonly nonce: string;
  /** Where it was fed to a shell that goes on: of the mark behind it. Null on a channel of its own. */
  readonly mark: string | null;
}

/** In the order in which they are looked for: the first whose words stand in the line. */
const WORDS: readonly (readonly [AskedOfHost['kind'], string])[] = [
  ['reminder', 'hp_gone='],
  ['launch', 'hp_nonce started'],
  ['facts', 'echo "end facts"'],
  ['attach', 'hp_say absent'],
  ['end-record', 'echo absent'],
  ['clean', 'echo clean'],
  ['receive', 'verified SHA-256'],
  ['find-upload', 'echo there'],
  ['measure', 'echo special'],
  ['end-group', 'echo gone; else echo alive'],
  ['programs', 'track ok'],
  ['lease', 'lease taken'],
  ['lease', 'lease seen'],
];

export function readAsked(line: string): AskedLine {
  const [, mark = null] = /\u001e(\w+) over/.exec(line) ?? [];
  const nonce = parameterIn(line, 'nonce') ?? '';
  return { asked: whatIsAsked(line), nonce, mark };
}

function whatIsAsked(line: string): AskedOfHost {
  const kind = WORDS.find(([, words]) => line.includes(words))?.[0] ?? plainKind(line);
  switch (kind) {
    case 'launch':
    case 'attach':
      return { kind, attempt: parameterIn(line, 'attempt') ?? '' };
    case 'end-record':
      return {
        kind,
        attempt: parameterIn(line, 'attempt') ?? '',
        why: parameterIn(line, 'why') === 'timeout' ? 'timeout' : 'stop',
      };
    case 'receive':
      return { kind, sha256: parameterIn(line, 'sha256') ?? '' };
    default:
      return { kind };
  }
}

/** What asks for the boot alone says little; a text of the author's is evaluated. */
function plainKind(line: string): 'boot' | 'text' {
  return /eval '\\''\{ read -r hp_x <\/proc\/sys\/kernel\/random\/boot_id/.test(line) ? 'boot' : 'text';
}

/** A parameter that stands in front of one of our texts, however deep it is quoted. */
function parameterIn(line: string, name: string): string | null {
  return new RegExp(`\\bhp_${name}=['"\\\\]*([A-Za-z0-9_.-]+)`).exec(line)?.[1] ?? null;
}
