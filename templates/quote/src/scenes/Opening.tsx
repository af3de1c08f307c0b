import { AbsoluteFill, useCurrentFrame, useVideoConfig } from 'remotion';
import { Backdrop } from '../components/Backdrop';
import { mix, progress, SWING, useLayout } from '../components/motion';
import { QuoteMark } from '../components/QuoteMark';
import { theme } from '../theme';

type OpeningProps = { label: string; background: string; color: string; accent: string };

/** The quotation mark lands in the middle, then makes room for the words. */
export const Opening = ({ label, background, color, accent }: OpeningProps) => {
  const frame = useCurrentFrame();
  const { durationInFrames } = useVideoConfig();
  const { width, height, unit, marginX, marginY } = useLayout();
  const away = progress(frame, durationInFrames - 22, 22, SWING);
  const size = mix(unit * 0.36, unit * 0.15, away);
  const shown = progress(frame, 10, 16) * (1 - progress(frame, durationInFrames - 24, 12, SWING));
  return (
    <AbsoluteFill>
      <Backdrop color={background} light="rgba(120, 190, 150, 0.30)" />
      <div
        style={{
          position: 'absolute',
          left: mix(width / 2 - size / 2, marginX, away),
          top: mix(height * 0.44 - size * 0.36, marginY, away),
        }}
      >
        <QuoteMark size={size} color={accent} drawn={progress(frame, 2, 30)} />
      </div>
      <div
        style={{
          position: 'absolute',
          top: height * 0.44 + unit * 0.21,
          width: '100%',
          textAlign: 'center',
          fontFamily: theme.sans,
          fontWeight: 600,
          fontSize: unit * 0.044,
          letterSpacing: '0.02em',
          color,
          opacity: shown,
          translate: `0 ${(1 - shown) * unit * 0.015}px`,
        }}
      >
        {label}
      </div>
    </AbsoluteFill>
  );
};
