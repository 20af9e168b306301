import { Button, Code, Group, Stack, Text, Title } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { reportPageFault } from './page-faults.ts';

interface Props {
  readonly children: ReactNode;
}

interface State {
  readonly problem: string | null;
}

/** A bug in a screen must not take the window with it; runs continue in the engine whatever the page does. */
export class ErrorBoundary extends Component<Props, State> {
  override readonly state: State = { problem: null };

  static getDerivedStateFromError(error: unknown): State {
    return { problem: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }

  override componentDidCatch(error: unknown): void {
    reportPageFault(error);
  }

  override render(): ReactNode {
    if (this.state.problem === null) return this.props.children;
    return (
      <Stack p="xl" maw={720} gap="md" role="alert">
        <Title order={1}>This screen stopped working</Title>
        <Text>
          An error in Holdpoint stopped this screen. Runs are not affected: another process carries them out
          and records them. Show the screen again. If it stops again, report the text below.
        </Text>
        <Group>
          <Button onClick={() => this.setState({ problem: null })}>Show the screen again</Button>
          <Button variant="default" onClick={() => location.reload()}>
            Reload the window
          </Button>
        </Group>
        <Code block mah={280} style={{ overflow: 'auto' }}>
          {this.state.problem}
        </Code>
      </Stack>
    );
  }
}
