type QuoteMarkProps = { size: number; color: string; /** From 0 to 1: how far it is drawn. */ drawn: number };

/** Two drops, as a pair of opening quotation marks. */
export const QuoteMark = ({ size, color, drawn }: QuoteMarkProps) => (
  <svg width={size} height={size * 0.72} viewBox="0 0 100 72" style={{ display: 'block', overflow: 'visible' }}>
    {[0, 54].map((x, index) => {
      const part = Math.min(1, Math.max(0, drawn * 1.4 - index * 0.4));
      return (
        <g key={x} transform={`translate(${x} ${(1 - part) * -26}) rotate(${(1 - part) * -18} 23 49)`} opacity={part}>
          <circle cx={23} cy={49} r={23} fill={color} />
          <path d="M0 49 C0 20 14 4 38 0 L41 7 C27 11 19 20 18 34 Z" fill={color} />
        </g>
      );
    })}
  </svg>
);
