/** What runs a script: the interpreter that its author names, the one of its first line, or the shell of its step. */

/** The words of a script's first line `#!/usr/bin/env python3`, as a system takes them: a program and at most one word more. */
export function shebangOf(script: string): readonly string[] | null {
  const [, program, rest = ''] = /^#![ \t]*(\S+)[ \t]*([^\r\n]*)/.exec(script) ?? [];
  if (program === undefined) return null;
  return rest.trim() === '' ? [program] : [program, rest.trim()];
}

/** Whether the interpreter reads shell quotes: `sh`, `/bin/bash -e`, `/usr/bin/env ksh`. */
export function isShellInterpreter(interpreter: string): boolean {
  return /(^|[/ ])(ba|da|a|k|mk|lk|z|ya)?sh( |$)/.test(interpreter);
}

/** Read scripts with Windows line ends as well as with others. */
export function minds(interpreter: string): boolean {
  return !/(^|[/ ])(python|ruby|node|php|pwsh)[0-9.]*( |$)/.test(interpreter);
}
