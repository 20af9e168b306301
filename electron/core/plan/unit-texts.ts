import type { Host, StepId } from '#core/release/model.ts';
import type { TemplatePart } from '#core/release/template.ts';
import type { LatePiece, Text, TextPiece } from './model.ts';
import type { PlanProblemCode } from './problem.ts';
import { quoteForShell } from './quote.ts';
import type { PlanScope } from './scope.ts';
import { formatText, joinPieces, nameOfPiece } from './text.ts';
import { findValue } from './value.ts';

/** Makes texts of a release file into those of one unit. What is wrong goes to the problems of the scope. */
export interface UnitTexts {
  /** Whose values they take; null: no host's. */
  readonly host: Host | null;
  /** For a shell: every value is quoted unless it is written `| raw`. */
  command(template: string): Text;
  /** Values as they are. */
  plain(template: string): Text;
  /** Values as they are, secrets too. */
  environment(template: string): Text;
  /** For people; late values stand as `showText` writes them. */
  prose(template: string): string;
  /** Everything in it must be known before the run. */
  fixed(template: string): string;
}

/** Whose texts they are. */
export interface TextOwner {
  readonly step: StepId;
  readonly host: Host | null;
}

type ResolvedAs = 'command' | 'plain' | 'environment' | 'fixed';

/** The texts of one unit. */
export function createUnitTexts(owner: TextOwner, scope: PlanScope): UnitTexts {
  const report = (code: PlanProblemCode, message: string): void =>
    scope.problems.add({ code, message, step: owner.step, host: owner.host?.name ?? null });

  const resolve = (template: string, style: ResolvedAs): Text => {
    const parsed = scope.parsed.template(template);
    if (parsed.ok) return joinPieces(parsed.parts.map((part) => resolvePart(part, style)));
    report('bad-template', parsed.message);
    return [template];
  };

  const resolvePart = (part: TemplatePart, style: ResolvedAs): TextPiece => {
    if (part.kind === 'text') return part.text;
    const found = findValue(part.ref, owner.host, scope);
    const quote = style === 'command' && !part.raw;
    if (found.kind === 'known') return quote ? quoteForShell(found.value) : found.value;
    if (found.kind === 'missing') report('missing-value', found.message);
    else checkLate(found.piece, style, report);
    return found.kind === 'late' ? withQuote(found.piece, quote) : '';
  };

  return {
    host: owner.host,
    command: (template) => resolve(template, 'command'),
    plain: (template) => resolve(template, 'plain'),
    environment: (template) => resolve(template, 'environment'),
    prose: (template) => formatText(resolve(template, 'plain')),
    fixed: (template) => formatText(resolve(template, 'fixed')),
  };
}

function checkLate(
  piece: LatePiece,
  style: ResolvedAs,
  report: (code: PlanProblemCode, message: string) => void,
): void {
  const name = nameOfPiece(piece);
  if (piece.late === 'secret') {
    if (style !== 'environment')
      report('misplaced-secret', `${name} may be used only in env and sudo: pass it on by env`);
  } else if (style === 'fixed')
    report('late-value', `${name} is only known during the run, and this is needed before`);
}

function withQuote(piece: LatePiece, quote: boolean): LatePiece {
  return piece.late === 'secret' ? piece : { ...piece, quote };
}
