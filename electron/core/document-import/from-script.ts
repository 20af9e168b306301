/**
 * A shell script as steps: at its empty lines, where the parts do not lean on one another. Each step is a shell of its own, so what later
 * parts need of earlier ones comes with them, or keeps them one step.
 */
import { shebangOf } from '../release/interpreter.ts';
import { commandOf, escapedBraces } from './command-step.ts';
import {
  type ImportedDocument,
  type ImportedStep,
  type ImportRemark,
  MOST_STEPS,
  NO_SECTIONS,
  remark,
} from './model.ts';
import { plainTitle } from './plain-title.ts';
import { partsOf, type ScriptPart } from './script-parts.ts';
import { type Joined, joinedParts } from './script-state.ts';
import { withoutSecretsForPeople } from './secret-texts.ts';

export function fromScript(text: string, file: string): ImportedDocument {
  const program = shebangOf(text);
  const isShell =
    program === null ||
    /(?:^|[/ ])(?:ba|da|a|k|mk)?sh$/.test(
      program[0] === '/usr/bin/env' ? (program[1] ?? '') : (program[0] ?? ''),
    );
  const called = plainTitle(file.replace(/\.[a-z]+$/i, '').replaceAll(/[-_]+/g, ' '));
  if (!isShell)
    return documentOf(called, [whole(text, called)], [remark(1, program?.join(' ') ?? '', 'shell')]);
  const isBash = /(?:^|[/ ])bash$/.test(program?.join(' ') ?? '');
  const parts = partsOf(text);
  if (parts === null) return documentOf(called, [whole(text, called)], [remark(1, file, 'one-piece')]);
  const { pieces, remarks } = joinedParts(parts);
  const made = pieces.slice(0, MOST_STEPS).map((piece) => stepOf(piece, isBash));
  const beyond = pieces[MOST_STEPS];
  const more = beyond ? [remark(beyond.line, beyond.text, 'too-many')] : [];
  return documentOf(
    called,
    made.map(({ step }) => step),
    [...remarks, ...made.flatMap((each) => each.remarks), ...argumentsIn(parts), ...more],
  );
}

function documentOf(
  title: string,
  steps: readonly ImportedStep[],
  remarks: readonly ImportRemark[],
): ImportedDocument {
  const phase = { title: title || 'Steps', steps };
  return {
    title,
    sections: NO_SECTIONS,
    plans: { deployment: steps.length === 0 ? [] : [phase], verification: [] },
    backout: [],
    remarks: remarks.toSorted((a, b) => a.line - b.line),
  };
}

/** One whose parts cannot be told apart goes to the host as it is. */
function whole(text: string, title: string): ImportedStep {
  return {
    line: 1,
    title: title || 'Script',
    does: { kind: 'script', text: escapedBraces(withoutSecretsForPeople(text)) },
    notes: '',
  };
}

interface MadeStep {
  readonly step: ImportedStep;
  readonly remarks: readonly ImportRemark[];
}

function stepOf({ line, text, comments, carried, strict }: Joined, isBash: boolean): MadeStep {
  const before = carried.join('\n');
  const { does, remarks } = commandOf(before === '' ? text : `${before}\n${text}`, line - linesIn(before));
  const [title = '', ...more] = comments;
  const called = plainTitle(title) || announced(does.text.slice(-text.length));
  return {
    step: {
      line,
      title: called,
      does: { ...does, shell: isBash ? 'bash' : does.shell, strict },
      notes: more.join('\n'),
    },
    remarks,
  };
}

function linesIn(text: string): number {
  return text === '' ? 0 : text.split('\n').length;
}

/** What it prints first, or its first command. */
function announced(text: string): string {
  const [, quoted] =
    /^[ \t]*(?:echo|printf|log|info|say)[ \t]+(["'])([^"'$`\n]{3,})\1/m.exec(text)?.slice(1) ?? [];
  const first = text.split('\n').find((each) => each.trim() !== '') ?? '';
  return (
    plainTitle((quoted ?? '').replaceAll(/[=*#>-]{2,}/g, ' ').replaceAll('\\n', ' ')) ||
    plainTitle(first) ||
    'Command'
  );
}

const ARGUMENT = /\$(?:[1-9@*#]|\{[1-9@*#])/;

/** Values that a script gets from whoever calls it; a step gets none. */
function argumentsIn(parts: readonly ScriptPart[]): readonly ImportRemark[] {
  const found = parts.find(
    ({ code, expanded }) =>
      ARGUMENT.test(expanded) && !/^[ \t]*(?:function[ \t]|[\w-]+[ \t]*\(\))/.test(code),
  );
  if (!found) return [];
  const at = found.expanded.split('\n').findIndex((each) => ARGUMENT.test(each));
  return [remark(found.line + at, found.text.split('\n')[at] ?? '', 'arguments')];
}
