import { describe, expect, it } from 'vitest';
import { APP_COMMAND_IDS, appCommand } from '#contract/app-commands.ts';
import { actWhileWriting, keyChanges, keyProblem, keysOf, writeKeys } from '#contract/app-keys.ts';

const pressed = (key: string, ...held: ('ctrl' | 'meta' | 'alt' | 'shift')[]) =>
  writeKeys({
    key,
    ctrlKey: held.includes('ctrl'),
    metaKey: held.includes('meta'),
    altKey: held.includes('alt'),
    shiftKey: held.includes('shift'),
  });

describe('keys that are pressed', () => {
  it('are written as commands have them', () => {
    expect(pressed('n', 'ctrl')).toBe('Mod+N');
    expect(pressed('N', 'meta', 'shift')).toBe('Mod+Shift+N');
    expect(pressed('ArrowLeft', 'alt')).toBe('Alt+ArrowLeft');
    expect(pressed('+', 'ctrl', 'shift')).toBe('Mod+Plus');
    expect(pressed('?', 'shift')).toBe('?');
    expect(pressed('j')).toBe('J');
    expect(pressed('J', 'shift')).toBe('Shift+J');
    expect(pressed('Control', 'ctrl')).toBeNull();
  });

  it('of one letter never act while somebody writes, with Control or a function key they do', () => {
    const bare = APP_COMMAND_IDS.flatMap((id) => appCommand(id).keys ?? []).filter(
      (each) => each.length === 1,
    );
    expect(bare).toContain('F');
    expect(bare.filter(actWhileWriting)).toEqual([]);
    expect(['Mod+K', 'F1', 'F12'].every(actWhileWriting)).toBe(true);
    expect(actWhileWriting('Mod+Enter')).toBe(false);
  });
});

describe('keys that a person gives to a command', () => {
  it('are refused where something else has them', () => {
    expect(keyProblem('runs', 'Mod+Alt+R', {})).toBeNull();
    expect(keyProblem('runs', 'Mod+2', {})).toBeNull();
    expect(keyProblem('runs', 'Mod+N', {})).toBe('These keys are for: New release.');
    expect(keyProblem('runs', 'Mod+=', {})).toBe('These keys are for: Zoom in.');
    expect(keyProblem('runs', 'Mod+Z', {})).toBe('These keys are for: Undo.');
    expect(keyProblem('runs', 'Mod+C', {})).toContain('every text field');
    expect(keyProblem('runs', 'Alt+F', {})).toBe('Alt with a letter opens a menu.');
    expect(keyProblem('runs', 'Dead', {})).toContain('cannot be used');
  });

  it('are free again once they were taken from their command', () => {
    const changes = { 'new-release': null, help: 'Mod+Alt+H' };
    expect(keyProblem('runs', 'Mod+N', changes)).toBeNull();
    expect(keyProblem('runs', 'F1', changes)).toBeNull();
    expect(keyProblem('runs', 'Mod+Alt+H', changes)).toBe('These keys are for: Help.');
    expect(keysOf('new-release', changes)).toBeUndefined();
    expect(keysOf('help', changes)).toBe('Mod+Alt+H');
    expect(keysOf('runs', changes)).toBe('Mod+2');
  });

  it('are stored only as keys, of commands that there are', () => {
    const usual = Object.fromEntries(
      APP_COMMAND_IDS.flatMap((id) => (keysOf(id, {}) === undefined ? [] : [[id, keysOf(id, {})]])),
    );
    expect(keyChanges.safeParse(usual).success).toBe(true);
    for (const bad of [{ runs: 'Mod+Mod+X' }, { runs: 'é' }, { runs: '' }, { nothing: 'F1' }])
      expect(keyChanges.safeParse(bad).success).toBe(false);
  });
});
