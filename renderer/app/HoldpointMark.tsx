/** A path that stops at a gate: the hold point. */
export function HoldpointMark({ className }: { readonly className?: string | undefined }) {
  return (
    <svg
      className={className}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      aria-hidden
    >
      <circle cx="10" cy="10" r="8.4" strokeWidth="1.8" />
      <path d="M4.6 10h3" />
      <path d="M10.6 6.2v7.6" />
      <path d="M13.6 10h1.4" opacity="0.45" />
    </svg>
  );
}
