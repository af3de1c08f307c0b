import { AbsoluteFill, Easing, interpolate, useCurrentFrame, useVideoConfig } from 'remotion';

type BackgroundProps = {
  skyTop: string;
  skyMiddle: string;
  skyBottom: string;
  sun: string;
  farHills: string;
  middleHills: string;
  nearHills: string;
};

/** A slow sunrise over hills. Drawn from the video's own size, so it fills any aspect ratio. */
export const Background = ({ skyTop, skyMiddle, skyBottom, sun, farHills, middleHills, nearHills }: BackgroundProps) => {
  const frame = useCurrentFrame();
  const { width, height, durationInFrames } = useVideoConfig();
  const progress = frame / durationInFrames;
  const unit = Math.min(width, height);
  const rise = interpolate(frame, [0, durationInFrames], [0.74, 0.6], { easing: Easing.out(Easing.cubic) });
  const sunX = width * 0.7;
  const sunY = height * rise;

  return (
    <AbsoluteFill style={{ background: `linear-gradient(180deg, ${skyTop} 0%, ${skyMiddle} 48%, ${skyBottom} 78%)` }}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
        <defs>
          <radialGradient id="glow">
            <stop offset="0%" stopColor={sun} stopOpacity="0.75" />
            <stop offset="45%" stopColor={sun} stopOpacity="0.18" />
            <stop offset="100%" stopColor={sun} stopOpacity="0" />
          </radialGradient>
          <linearGradient id="mist" x1="0" y1="0" x2="0" y2="1">
            <stop offset="0%" stopColor={sun} stopOpacity="0" />
            <stop offset="100%" stopColor={sun} stopOpacity="0.28" />
          </linearGradient>
        </defs>
        <circle cx={sunX} cy={sunY} r={unit * 0.62} fill="url(#glow)" />
        <circle cx={sunX} cy={sunY} r={unit * 0.085} fill={sun} />
        <path d={ridge(width, height, 0.7, 0.06, 1.4, progress * 0.25)} fill={farHills} />
        <rect y={height * 0.66} width={width} height={height * 0.2} fill="url(#mist)" />
        <path d={ridge(width, height, 0.79, 0.07, 1.1, 2 + progress * 0.45)} fill={middleHills} />
        <path d={ridge(width, height, 0.89, 0.06, 0.9, 4 + progress * 0.75)} fill={nearHills} />
      </svg>
    </AbsoluteFill>
  );
};

/** The outline of a row of hills: `level` and `swing` in parts of the height, `shift` moves it sideways. */
const ridge = (width: number, height: number, level: number, swing: number, waves: number, shift: number) => {
  const steps = 60;
  const rise = swing * Math.min(1, width / height);
  const points = Array.from({ length: steps + 1 }, (_, step) => {
    const x = step / steps;
    const angle = (x * waves + shift) * Math.PI * 2;
    const y = level - rise * (0.6 * Math.sin(angle) + 0.3 * Math.sin(angle * 2.3 + 1) + 0.1 * Math.sin(angle * 5.1));
    return `${(x * width).toFixed(1)},${(y * height).toFixed(1)}`;
  });
  return `M0,${height} L${points.join(' L')} L${width},${height} Z`;
};
