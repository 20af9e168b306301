/** What lint says of what only bash understands, where sh runs it. */
import { describe, expect, it } from 'vitest';
import { parseRelease } from '#core/release/parse-release.ts';
import { saidOfStep } from './release-text.ts';

/** `severity code message` of what is said of one step, whose text stands in double quotes. */
function saidOf(run: string, more = ''): string[] {
  return saidOfStep(`run: ${JSON.stringify(run)}\nnothing_to_undo: A test\n${more}`);
}

describe('what only bash understands', () => {
  it.each([
    ['deploy.sh &>/tmp/log', '&>', 'error'],
    ['deploy.sh &>>/tmp/log', '&>>', 'error'],
    ['if [[ $free -lt 1024 ]]; then exit 1; fi', '[[', 'error'],
    ['x=$( [[ 1 ]] && echo 1)', '[[', 'error'],
    ['hosts=(a b)', 'hosts=(', 'error'],
    ['source /etc/app.env && start', 'source', 'error'],
    ['diff <(sort a) b', '<(', 'error'],
    ['function stop { kill 1; }', 'function', 'error'],
    ['cat <<< "$x"', '<<<', 'error'],
    ['make |& tee log', '|&', 'error'],
    ['for ((i = 0; i < 3; i++)); do echo; done', 'for ((', 'error'],
    ['(( x > 3 )) && echo', '((', 'warning'],
    ['for i in {1..3}; do echo $i; done', '{1..3}', 'warning'],
    ['cp app.conf{,.old}', '{,.old}', 'warning'],
    ["IFS=$'\\n' cat x", "$'", 'warning'],
    ['echo -e "a\\tb"', 'echo -e', 'warning'],
    ['[ "$x" == y ] || exit 1', '[ "$x" ==', 'warning'],
    ['set -euo pipefail && a', 'set -euo pipefail', 'warning'],
    ['list+=x && a', 'list+=', 'error'],
    ['builtin cd x && a', 'builtin', 'error'],
    ['[ -v x ] && a', '[ -v', 'warning'],
    ['sleep $RANDOM', '$RANDOM', 'warning'],
    ['test $EUID = 0 && a', '$EUID', 'warning'],
    ['test "$EUID" = 0 && a', '$EUID', 'warning'],
    [`a "x-$\{RANDOM}.log"`, `$\{RANDOM`, 'warning'],
    ['a "$(b "$SECONDS")"', '$SECONDS', 'warning'],
    ['cat >x <<EOF\nby $EUID\nEOF', '$EUID', 'warning'],
    [`a "$\{list[@]}"`, `$\{list[@]`, 'error'],
    [`a $\{#list[@]}`, `$\{#list[@]`, 'error'],
    [`test "$\{PIPESTATUS[0]}" = 0 && a`, `$\{PIPESTATUS[0]`, 'error'],
    [`a "$\{name^^}" b`, `$\{name^^`, 'error'],
    [`a "$\{!name}" b`, `$\{!name`, 'error'],
    [`a "$\{name/x/y}"`, `$\{name/`, 'warning'],
    [`a "$\{name:0:8}"`, `$\{name:`, 'warning'],
    [`a "b $\{list[0]} c"`, `$\{list[0]`, 'error'],
    [`a "it's $\{list[0]:-none}"`, `$\{list[0]`, 'error'],
    ['sleep $((RANDOM % 5))', '$((RANDOM', 'warning'],
    ['a "$(( (SECONDS + 1) * 2 ))"', '$(( (SECONDS', 'warning'],
    ['n=$((n++)) && a', '$((n++', 'warning'],
    ['n=$((--n)) && a', '$((--n', 'warning'],
    ['a $((2 ** 3))', '$((2 **', 'warning'],
    ['a $((list[0] + 1))', '$((list[', 'error'],
    ['list[0]=x && a', 'list[0]=', 'error'],
  ])('%s is told under sh, with shell: bash as the cure', (run, sign, severity) => {
    const found = saidOf(run).filter((each) => each.includes('bash-only'));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`${severity} bash-only "${sign}" is bash syntax; `);
    expect(found[0]).toMatch(/: write shell: bash$/);
    expect(saidOf(run, 'shell: bash').filter((each) => each.includes('bash-only'))).toEqual([]);
  });

  it.each([
    "grep '[[:alpha:]]' x",
    'echo "a &> b" \'[[ x ]]\' a\\&\\>b',
    'ls # &> [[ source x',
    'cat >x <<EOF\na &> b\n[[ x ]]\nsource y\nEOF',
    'make >log 2>&1 && test "$x" = y',
    'make >log 2>&1 & wait',
    'echo $((1 << 2)) $(( (a + 1) * 2 ))',
    'awk "{print $1,$2}" x',
    'curl -w %{http_code} http://x',
    'find . -name "*.log" -exec rm -- {} +',
    'git commit -m "source x" && git stash list',
    `echo $\{x:-y} $\{#x} "$\{x%%==*}"`,
    'case $1 in a|b) c;; *) exit 1;; esac',
    'stop() { kill 1; }; stop || exit 1',
    'echo -n x',
    'x=1; : $((x+=2)); test "$x" = 3 && a',
    'command -v x && grep -v y z && a "x+=y" b+=c',
    "echo \\$RANDOM '$EUID' $RANDOMLY",
    `echo "\\$EUID \\$\{x[0]}" # $EUID $\{x[@]}`,
    `cat >x <<'EOF'\n$EUID $\{x[@]} $\{y^^}\nEOF`,
    'cat >x <<\\EOF\n$SECONDS\nEOF',
    'cat >x <<EOF\n\\$SECONDS\nEOF',
    `a "$\{x:-1} $\{x:=$y} $\{x:+/} $\{x#*/} $\{x%,*} $\{#x}" '$\{x[1]}'`,
    `awk '{ print "$EUID" }' b`,
    `awk '{ n[$1]++; print $((RANDOM)), $\{x[0]} }' b`,
    `cat >x <<'EOF'\n$((RANDOM)) $((i++)) $\{x[0]}\nx[0]=1\nEOF`,
    'a $((RANDOMLY + 1)) $((a--3)) $((a - -b)) $((x * (y + 1)))',
    'a $((1 + $(b --c))) --x ++ \\$((RANDOM)) # $((i++))',
    'test x[0]=y; sed "s/x[0]=y/z/" b; case x in [0]=) a;; esac',
  ])('%j is nothing of bash alone', (run) => {
    expect(saidOf(run).filter((each) => each.includes('bash-only'))).toEqual([]);
  });

  it('is looked for in undos, own checks, polled checks and scripts too, by what runs them', () => {
    const only = (lines: string) => saidOfStep(lines).filter((each) => each.includes('bash-only'));
    expect(only('run: a\nundo: "a &>b"')).toHaveLength(1);
    expect(only('run: a\nundo: { run: "a &>b" }')).toHaveLength(1);
    expect(only('run: a\nundo: b\ndone_if: "[[ 1 ]]"')).toHaveLength(1);
    expect(only('wait: { check: "[[ 1 ]]" }')).toHaveLength(1);
    const script = (first: string, more = '') =>
      only(`script:\n  text: |\n    ${first}\n    [[ 1 ]]\n${more}nothing_to_undo: A test`);
    expect(script('#!/bin/bash')).toEqual([]);
    expect(script('#!/usr/bin/env python3')).toEqual([]);
    expect(script('#!/bin/sh')[0]).toMatch(/: begin it with #!\/bin\/bash$/);
    expect(script('#!/bin/bash', '  interpreter: sh\n')[0]).toMatch(/: write interpreter: bash$/);
  });

  it('may stand where each environment, the phase or the release says bash', () => {
    const release = (info: string, environments: string, phase: string) =>
      parseRelease(`holdpoint: 1
release: { id: a, name: A, version: "1"${info} }
environments: ${environments}
deployment:
  phases:
    - { id: p, title: P${phase}, steps: [{ id: s, title: S, on: all, run: "[[ 1 ]]", nothing_to_undo: A test }] }
`).issues.map(({ code }) => code);
    const hosts = 'hosts: { h: { address: a } }';
    expect(release('', `{ a: { shell: bash, ${hosts} }, b: { ${hosts} } }`, '')).toEqual(['bash-only']);
    expect(release('', `{ a: { shell: bash, ${hosts} }, b: { shell: bash, ${hosts} } }`, '')).toEqual([]);
    expect(release('', `{ a: { ${hosts} } }`, ', shell: bash')).toEqual([]);
    expect(release(', shell: bash', `{ a: { ${hosts} } }`, '')).toEqual([]);
    expect(release(', shell: bash', `{ a: { shell: sh, ${hosts} } }`, '')).toEqual(['bash-only']);
  });
});
