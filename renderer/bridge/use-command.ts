import { useCallback, useEffect, useState } from 'react';
import type { CommandName, Input, Output } from '#contract/commands.ts';
import { bridge } from './bridge.ts';
import { messageOf } from './failure.ts';

export interface CommandState<T> {
  /** Last good reply; kept while a newer one is fetched. */
  readonly value: T | null;
  readonly problem: string | null;
  readonly loading: boolean;
  readonly refresh: () => void;
}

/** Asks once and again whenever the input changes (compared by its JSON) or `refresh` is called. For commands that only read. */
export function useCommand<C extends CommandName>(
  command: C,
  input: Input<C> | null,
): CommandState<Output<C>> {
  const key = input === null ? null : JSON.stringify(input);
  const [reply, setReply] = useState<{ value: Output<C> | null; problem: string | null }>({
    value: null,
    problem: null,
  });
  const [loading, setLoading] = useState(key !== null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (key === null) return;
    let current = turn >= 0;
    setLoading(true);
    bridge
      .call(command, JSON.parse(key) as Input<C>)
      .then((value) => current && setReply({ value, problem: null }))
      .catch((cause: unknown) => current && setReply(({ value }) => ({ value, problem: messageOf(cause) })))
      .finally(() => current && setLoading(false));
    return () => {
      current = false;
    };
  }, [command, key, turn]);
  const refresh = useCallback(() => setTurn((n) => n + 1), []);
  return { ...reply, loading, refresh };
}
