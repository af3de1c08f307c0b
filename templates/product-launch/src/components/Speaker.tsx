import { useCurrentFrame } from 'remotion';
import { theme } from '../theme';

type SpeakerProps = { height: number; accent: string; /** How bright its ring of light is, from 0 to 1. */ glow: number };

/** The product: a cloth-covered column with a ring of light. */
export const Speaker = ({ height, accent, glow }: SpeakerProps) => {
  const pulse = 0.86 + 0.14 * Math.sin(useCurrentFrame() / 9);
  return (
    <svg width={height * 0.74} height={height} viewBox="0 0 148 200" style={{ display: 'block', overflow: 'visible' }}>
      <defs>
        <linearGradient id="cloth" x1="0" x2="1">
          <stop offset="0" stopColor="#0f0c0a" />
          <stop offset="0.3" stopColor="#51463b" />
          <stop offset="0.52" stopColor={theme.cloth} />
          <stop offset="1" stopColor="#080605" />
        </linearGradient>
        <linearGradient id="shell" x1="0" x2="1">
          <stop offset="0" stopColor="#5d5247" />
          <stop offset="0.32" stopColor={theme.shell} />
          <stop offset="0.6" stopColor={theme.shellShade} />
          <stop offset="1" stopColor="#2c251e" />
        </linearGradient>
        <radialGradient id="dish" cx="0.42" cy="0.3" r="0.9">
          <stop offset="0" stopColor="#5a4f44" />
          <stop offset="1" stopColor="#14100d" />
        </radialGradient>
        <pattern id="weave" width="3" height="3" patternUnits="userSpaceOnUse">
          <path d="M0 1.5 H3 M1.5 0 V3" stroke="#000000" strokeOpacity="0.35" strokeWidth="0.7" />
        </pattern>
        <radialGradient id="floor">
          <stop offset="0" stopColor={accent} stopOpacity={0.55 * glow} />
          <stop offset="1" stopColor={accent} stopOpacity="0" />
        </radialGradient>
        <filter id="blur" x="-50%" y="-200%" width="200%" height="500%">
          <feGaussianBlur stdDeviation="5" />
        </filter>
      </defs>
      <ellipse cx="74" cy="188" rx="130" ry="17" fill="url(#floor)" />
      <ellipse cx="74" cy="186" rx="58" ry="9" fill="#000000" opacity="0.55" filter="url(#blur)" />
      <path d="M20 40 C20 20 128 20 128 40 L122 176 C122 192 26 192 26 176 Z" fill="url(#cloth)" />
      <path d="M20 40 C20 20 128 20 128 40 L122 176 C122 192 26 192 26 176 Z" fill="url(#weave)" />
      <path d="M26 168 C26 184 122 184 122 168 L122 176 C122 192 26 192 26 176 Z" fill="url(#shell)" />
      <ellipse cx="74" cy="38" rx="54" ry="17" fill="url(#shell)" />
      <ellipse cx="74" cy="37.5" rx="47" ry="13.6" fill="#0c0907" />
      <ellipse cx="74" cy="37.5" rx="43" ry="11.6" fill="none" stroke={accent} strokeWidth="7" opacity={glow * pulse * 0.75} filter="url(#blur)" />
      <ellipse cx="74" cy="37.5" rx="43" ry="11.6" fill="none" stroke={accent} strokeWidth="2.2" opacity={0.15 + 0.85 * glow * pulse} />
      <ellipse cx="74" cy="38" rx="35" ry="8.6" fill="url(#dish)" />
    </svg>
  );
};
