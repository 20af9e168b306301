import { useLocation } from 'wouter';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Navigation } from './Navigation.tsx';
import { Routes } from './Routes.tsx';
import classes from './Shell.module.css';

export function Shell() {
  const [path] = useLocation();
  return (
    <div className={classes.shell} data-narrow={path.startsWith('/run/') || undefined}>
      <button type="button" className={classes.skip} onClick={focusMain}>
        Skip to content
      </button>
      <Navigation path={path} />
      <main id="main" tabIndex={-1} className={classes.main}>
        <ErrorBoundary key={path}>
          <Routes />
        </ErrorBoundary>
      </main>
    </div>
  );
}

function focusMain(): void {
  document.getElementById('main')?.focus();
}
