/** The parts that the checks keep texts out of (session_pod/image/platform/lints/texts.ts). */
const MARGIN = 5;
const UPRIGHT = { top: 8, bottom: 16, right: 10 };

/** Lines over the picture: what may be cut off on a screen, or covered by an app's own buttons on a phone. */
export function SafeAreas({ upright }: { upright: boolean }) {
  const { top, bottom, right } = upright ? UPRIGHT : { top: MARGIN, bottom: MARGIN, right: MARGIN };
  return (
    <svg
      aria-hidden="true"
      data-testid="safe-areas"
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      className="pointer-events-none absolute inset-0 size-full fill-none stroke-white/80 mix-blend-difference [&_*]:[vector-effect:non-scaling-stroke]"
    >
      <path d={area(top, upright ? MARGIN : right, bottom, MARGIN)} strokeDasharray="6 5" />
      {upright && <path d={`M ${100 - right} 50 V ${100 - bottom}`} strokeDasharray="6 5" />}
      <path d="M 50 48.5 V 51.5 M 48.5 50 H 51.5" />
    </svg>
  );
}

function area(top: number, right: number, bottom: number, left: number): string {
  return `M ${left} ${top} H ${100 - right} V ${100 - bottom} H ${left} Z`;
}
