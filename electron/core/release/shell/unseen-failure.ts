/** Commands of a shell text whose failing nobody would see: all but the last of a list, and the left side of a pipe. */
export interface Unseen {
  readonly kind: 'line' | 'pipe';
  /** The command's first word, as written. */
  readonly command: string;
  /** 1-based line of the text. */
  readonly line: number;
  /** Characters into the text. */
  readonly offset: number;
}

interface PipePart {
  readonly word: string;
  readonly offset: number;
}

interface Statement {
  /** The commands that `&&` and `||` join, each as the parts of its pipe. */
  readonly pipes: PipePart[][];
  /** Its failing is seen to: by `||` or `!`, or it is only a definition or in the background. */
  isMinded: boolean;
}

const OPENS: ReadonlyMap<string, string> = new Map([
  ['if', 'fi'],
  ['case', 'esac'],
  ['for', 'done'],
  ['while', 'done'],
  ['until', 'done'],
  ['{', '}'],
]);
const TOKEN = /\n|;;&?|;&|;|&&|\|\||\|&?|&>>?|[<>]+&|&|[()]|[<>]+|[^\s;&|()<>]+/g;

/** A text without any of it is one command, or some that `&&` and `||` join. */
const COMPOUND = /[\n;()]|(?<!\|)\|(?!\|)|\|{3}|(?<!&)&(?!&)|&{3}|\b(?:then|do|else|elif)\b/;

/** Fail hardly ever, or on purpose. */
const SAFE: ReadonlySet<string> = new Set(
  'echo printf : true false export set unset trap umask exit return shift alias readonly local break continue wait sleep exec if case'.split(
    ' ',
  ),
);
/** Only look; a pipe that begins with them loses nothing. */
const LOOKS: ReadonlySet<string> = new Set(
  'echo printf yes true : ls ps df du date id seq head tail uname hostname env free uptime'.split(' '),
);
/** Fail themselves when what they get is not what they want. */
const JUDGES: ReadonlySet<string> = new Set(
  'grep egrep fgrep zgrep diff cmp test [ sha256sum shasum md5sum'.split(' '),
);

/** In a block, what looks is more often asked than relied on. */
const SAFE_IN_BLOCKS: ReadonlySet<string> = new Set([
  ...SAFE,
  ...LOOKS,
  ...JUDGES,
  '{',
  '(',
  'for',
  'while',
  'until',
]);

/** Whether the text itself says that it ends where a command fails: `set -e`. */
export function endsItself(code: string): boolean {
  return /(?:^|[\n;&|({])[ \t]*set[ \t]+(?:[^\n;&|]*[ \t])?(?:-[a-z]*e|-o[ \t]+errexit)/.test(code);
}

/** `code` is the text's skeleton. */
export function unseenFailures(text: string, code: string): readonly Unseen[] {
  if (!COMPOUND.test(code)) return [];
  const { statements, blocks } = readStatements(code);
  const nested = isLookedAfter(code) ? [] : blocks.filter((block) => !isEndedAsFailed(block, code));
  const line =
    firstOf(statements.slice(0, -1), SAFE) ??
    firstOf(
      nested.flatMap((block) => block.slice(0, -1)).filter(({ pipes }) => pipes.length === 1),
      SAFE_IN_BLOCKS,
    );
  const pipe = [...statements, ...nested.flat()].flatMap(({ pipes }) => pipes).find(isUnseenPipe)?.[0];
  return [
    ...(line === undefined ? [] : [unseen('line', line, text)]),
    ...(pipe === undefined ? [] : [unseen('pipe', pipe, text)]),
  ];
}

function firstOf(statements: readonly Statement[], safe: ReadonlySet<string>): PipePart | undefined {
  return statements
    .filter(({ isMinded }) => !isMinded)
    .map(({ pipes }) => pipes[0]?.[0])
    .find((first) => first !== undefined && !safe.has(first.word));
}

/** Its author looks at how commands ended, or has functions for what comes after a failure: what is in blocks is not judged. */
function isLookedAfter(code: string): boolean {
  return /\$\?|PIPESTATUS|(?:^|[\n;&|({])[ \t]*trap\b/.test(code);
}

/** What stands before `exit 1` only tells of a failure. */
function isEndedAsFailed(block: readonly Statement[], code: string): boolean {
  const [[last] = [], ...joined] = block.at(-1)?.pipes ?? [];
  return (
    last !== undefined &&
    joined.length === 0 &&
    /^(?:exit|return)\b(?![ \t]+0\b)/.test(code.slice(last.offset))
  );
}

function isUnseenPipe(parts: readonly PipePart[]): boolean {
  const [first] = parts;
  const last = parts.at(-1);
  if (first === undefined || last === undefined || parts.length < 2) return false;
  return !LOOKS.has(first.word) && !JUDGES.has(last.word);
}

function unseen(kind: Unseen['kind'], { offset }: PipePart, text: string): Unseen {
  const [command = ''] = /^[^\s;&|]{1,40}/.exec(text.slice(offset, offset + 40)) ?? [];
  return { kind, command, line: text.slice(0, offset).split('\n').length, offset };
}

interface Read {
  /** Of the outermost level, in order. */
  readonly statements: readonly Statement[];
  /** Those of each block: of a function, of braces, of a branch of `if`, of a `for`. */
  readonly blocks: readonly (readonly Statement[])[];
}

function readStatements(code: string): Read {
  const reader = new StatementReader();
  for (const { 0: token, index } of code.matchAll(TOKEN)) reader.read(token, index);
  return reader.finish();
}

/** Something that was opened, or the text itself. */
interface Frame {
  readonly closes: string;
  /** A command begins after it: it was the `()` of a definition. */
  readonly isDefinition: boolean;
  /** What stands in it now is a list of commands that are looked at. */
  isList: boolean;
  /** It becomes one behind its `then`, `else` or `do`. */
  readonly mayList: boolean;
  statements: Statement[];
  current: Statement | null;
}

class StatementReader {
  readonly #text: Frame = {
    closes: '',
    isDefinition: false,
    isList: true,
    mayList: false,
    statements: [],
    current: null,
  };
  readonly #open: Frame[] = [];
  readonly #blocks: (readonly Statement[])[] = [];
  /** The next word begins a command. */
  #isStart = true;
  /** A line break here continues with the same statement. */
  #isJoined = false;
  #isRedirection = false;
  #last = '';

  read(token: string, offset: number): void {
    if (token === '\n') this.#lineBreak();
    else if (token === ';' || token === '&') this.#end(token === '&');
    else if (token === '&&' || token === '||') this.#join(token);
    else if (token === '|' || token === '|&') this.#join(token);
    else if (token === '(') this.#openBracket(offset);
    else if (token === ')') this.#closeBracket();
    else if (token.startsWith(';')) this.#isStart = true;
    else if (/^[<>&]/.test(token)) this.#isRedirection = !token.endsWith('&');
    else this.#word(token, offset);
    this.#last = token;
  }

  /** What is not closed is none: nobody knows what would belong to it. */
  finish(): Read {
    this.#open.length = 0;
    this.#end(false);
    return { statements: this.#text.statements, blocks: this.#blocks };
  }

  get #frame(): Frame {
    return this.#open.at(-1) ?? this.#text;
  }

  #lineBreak(): void {
    if (this.#isJoined) this.#isStart = true;
    else this.#end(false);
  }

  #end(isBackground: boolean): void {
    this.#isStart = true;
    this.#isJoined = false;
    const frame = this.#frame;
    if (frame.current !== null) {
      if (isBackground) frame.current.isMinded = true;
      frame.statements.push(frame.current);
    }
    frame.current = null;
  }

  #join(token: string): void {
    this.#isStart = true;
    this.#isJoined = true;
    const { current } = this.#frame;
    if (current === null) return;
    if (token === '||') current.isMinded = true;
    if (token === '&&' || token === '||') current.pipes.push([]);
  }

  #openBracket(offset: number): void {
    this.#isJoined = false;
    const isArray = this.#last.endsWith('=');
    const isDefinition = isArray || (!this.#isStart && /^[A-Za-z_][\w.-]*$/.test(this.#last));
    const { current } = this.#frame;
    if (isDefinition && current) {
      current.isMinded = true;
      current.pipes.at(-1)?.pop();
    }
    if (this.#isStart && !isArray) this.#begin('(', offset);
    this.#push({ closes: ')', isDefinition });
    this.#isStart = true;
  }

  /** Any other closing bracket ends the pattern of a `case`. */
  #closeBracket(): void {
    this.#isStart = this.#open.at(-1)?.closes !== ')' || (this.#open.pop()?.isDefinition ?? false);
  }

  #word(word: string, offset: number): void {
    this.#isJoined = false;
    if (this.#isRedirection) this.#isRedirection = false;
    else if (this.#isStart) this.#command(word, offset);
  }

  #command(word: string, offset: number): void {
    this.#isStart = /^(?:then|do|else|elif|!|\{|if|while|until)$/.test(word);
    const frame = this.#frame;
    if (word === frame.closes) {
      this.#endList(frame);
      this.#open.pop();
      this.#isStart = false;
      return;
    }
    if (frame.mayList && /^(?:then|do|else|elif)$/.test(word)) {
      this.#endList(frame);
      frame.isList = word !== 'elif';
      return;
    }
    this.#begin(word, offset);
    const closes = OPENS.get(word);
    if (closes !== undefined)
      this.#push({ closes, isList: word === '{', mayList: word === 'if' || word === 'for' });
  }

  #push({
    closes,
    isDefinition = false,
    isList = false,
    mayList = false,
  }: Partial<Frame> & { closes: string }): void {
    const isWithin = this.#frame.isList;
    const allowed = { isList: isList && isWithin, mayList: mayList && isWithin };
    this.#open.push({ closes, isDefinition, ...allowed, statements: [], current: null });
  }

  #endList(frame: Frame): void {
    this.#end(false);
    if (frame.isList) this.#blocks.push(frame.statements);
    frame.statements = [];
  }

  #begin(word: string, offset: number): void {
    const frame = this.#frame;
    if (!frame.isList) return;
    frame.current ??= { pipes: [[]], isMinded: false };
    if (word === '!') frame.current.isMinded = true;
    else if (isAssignment(word)) this.#isStart = true;
    else frame.current.pipes.at(-1)?.push({ word, offset });
  }
}

/** `x=1 command` begins with the command; `x=$(command)`, which is cut at its bracket here, fails with its command. */
function isAssignment(word: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*=[^`]*$/.test(word) && !word.endsWith('$');
}
