import { Suspense, useEffect } from 'react';
import { Route, Switch } from 'wouter';
import { LibraryScreen } from '#features/library/index.ts';
import { importStore } from './import-release.ts';
import { Missing } from './Missing.tsx';
import {
  BackoutScreen,
  BackupsScreen,
  CompareRuns,
  CredentialsScreen,
  DiagnosticsScreen,
  fetchScreens,
  HelpScreen,
  HostsScreen,
  RecoveryScreen,
  ReleaseWorkspace,
  RunCockpit,
  RunHistory,
  RunPaper,
  SettingsScreen,
  StartRun,
} from './screens.ts';

const importFile = () => void importStore.getState().byDialog();

/** The first screen has its facts by then, also on a slow machine. */
const FIRST_SCREEN_MS = 1500;

export function Routes() {
  useEffect(() => {
    const soon = setTimeout(fetchScreens, FIRST_SCREEN_MS);
    return () => clearTimeout(soon);
  }, []);
  return (
    <Suspense>
      <Screens />
    </Suspense>
  );
}

function Screens() {
  return (
    <Switch>
      <Route path="/">
        <LibraryScreen onImport={importFile} />
      </Route>
      <Route path="/new">
        <LibraryScreen creating onImport={importFile} />
      </Route>
      <Route path="/release/:id/run">{({ id }) => <StartRun release={id} />}</Route>
      <Route path="/release/:id/:view?">
        {({ id, view }) => <ReleaseWorkspace key={id} release={id} view={view} />}
      </Route>
      <Route path="/runs">
        <RunHistory />
      </Route>
      <Route path="/run/:run">{({ run }) => <RunCockpit run={run} />}</Route>
      <Route path="/run/:run/recovery">{({ run }) => <RecoveryScreen run={run} />}</Route>
      <Route path="/run/:run/backout">{({ run }) => <BackoutScreen run={run} />}</Route>
      <Route path="/run/:run/paper">{({ run }) => <RunPaper run={run} />}</Route>
      <Route path="/run/:run/compare/:other?">
        {({ run, other }) => <CompareRuns run={run} other={other ?? null} />}
      </Route>
      <Route path="/hosts">
        <HostsScreen />
      </Route>
      <Route path="/credentials">
        <CredentialsScreen />
      </Route>
      <Route path="/backups">
        <BackupsScreen />
      </Route>
      <Route path="/diagnostics">
        <DiagnosticsScreen />
      </Route>
      <Route path="/settings">
        <SettingsScreen />
      </Route>
      <Route path="/help">
        <HelpScreen />
      </Route>
      <Route>
        <Missing />
      </Route>
    </Switch>
  );
}
