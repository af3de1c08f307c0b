import type { ReactNode } from 'react';

/** Small pictures of what a video could be, drawn for this page. They are content: their colours belong to the video. */
function Still({ width, height, children }: { width: number; height: number; children: ReactNode }) {
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      className="block size-full"
      fontFamily="Inter Variable, sans-serif"
      preserveAspectRatio="xMidYMid slice"
    >
      {children}
    </svg>
  );
}

export function LampStill() {
  return (
    <Still width={1600} height={900}>
      <defs>
        <radialGradient id="lamp-room" cx="0.7" cy="0.42" r="0.75">
          <stop offset="0" stopColor="#4a3015" />
          <stop offset="0.5" stopColor="#1d140c" />
          <stop offset="1" stopColor="#0b0908" />
        </radialGradient>
        <linearGradient id="lamp-ring" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#fff4d8" />
          <stop offset="1" stopColor="#ffb04a" />
        </linearGradient>
      </defs>
      <rect width="1600" height="900" fill="url(#lamp-room)" />
      <circle cx="1130" cy="392" r="226" fill="none" stroke="#ffb04a" strokeOpacity=".16" strokeWidth="96" />
      <circle cx="1130" cy="392" r="226" fill="none" stroke="url(#lamp-ring)" strokeWidth="26" />
      <path d="M1122 618h16v182h-16z" fill="#8a7a64" />
      <path d="M1010 800h240l20 26H990z" fill="#5c5042" />
      <ellipse cx="1130" cy="828" rx="360" ry="30" fill="#ffb04a" opacity=".2" />
      <text x="120" y="430" fontSize="158" fontWeight="300" letterSpacing="-7" fill="#fff3e0">
        Halo
      </text>
      <text x="128" y="512" fontSize="46" fontWeight="420" fill="#cdb594">
        The lamp that reads the room
      </text>
    </Still>
  );
}

export function RainStill() {
  const drops = [210, 330, 450, 570, 690];
  return (
    <Still width={900} height={1600}>
      <rect width="900" height="1600" fill="#bfe3f2" />
      <circle cx="690" cy="270" r="130" fill="#ffcf4d" />
      <path d="M200 640a130 130 0 0 1 30-256 190 190 0 0 1 360-40 150 150 0 0 1 90 296Z" fill="#fff" />
      {drops.map((x, index) => (
        <path
          key={x}
          d={`M${x} ${740 + (index % 2) * 90}c-30 50-44 72-44 98a44 44 0 0 0 88 0c0-26-14-48-44-98Z`}
          fill="#2d7dd2"
        />
      ))}
      <path d="M0 1130q112-60 225 0t225 0 225 0 225 0v470H0Z" fill="#2d7dd2" />
      <path d="M0 1190q112-60 225 0t225 0 225 0 225 0v410H0Z" fill="#17468c" />
      <text x="76" y="1400" fontSize="116" fontWeight="760" letterSpacing="-4" fill="#fff">
        Where rain
      </text>
      <text x="76" y="1515" fontSize="116" fontWeight="760" letterSpacing="-4" fill="#ffcf4d">
        comes from
      </text>
    </Still>
  );
}

export function WaveStill() {
  const bars = Array.from({ length: 27 }, (_, index) => {
    const wave = Math.abs(Math.sin(index * 0.62) * 0.7 + Math.sin(index * 1.7) * 0.3);
    return { x: 108 + index * 37, half: 26 + wave * 150, heard: index < 12 };
  });
  return (
    <Still width={1200} height={1200}>
      <rect width="1200" height="1200" fill="#203a2f" />
      <circle cx="1010" cy="190" r="330" fill="#2c5443" />
      <circle cx="1010" cy="190" r="190" fill="#e8b04a" />
      <text x="100" y="330" fontSize="148" fontWeight="760" letterSpacing="-6" fill="#f3efe2">
        Slow food,
      </text>
      <text x="100" y="470" fontSize="148" fontWeight="760" letterSpacing="-6" fill="#f3efe2">
        fast city
      </text>
      {bars.map(({ x, half, heard }) => (
        <rect key={x} x={x} y={790 - half} width="17" height={half * 2} rx="8.5" fill={heard ? '#e8b04a' : '#5b7d6d'} />
      ))}
      <text x="100" y="1098" fontSize="44" fontWeight="520" fill="#a9c4b6">
        Episode 7
      </text>
    </Still>
  );
}

export function MarketStill() {
  return (
    <Still width={900} height={1600}>
      <rect width="900" height="1600" fill="#f0533a" />
      <text fontSize="230" fontWeight="820" letterSpacing="-11" fill="#2a0d08">
        <tspan x="62" y="300">
          FREE
        </tspan>
        <tspan x="62" y="510">
          SATUR
        </tspan>
        <tspan x="62" y="720">
          DAY
        </tspan>
      </text>
      <circle cx="450" cy="1150" r="300" fill="#ffd23f" />
      <path d="M450 1150V850a300 300 0 0 1 260 450Z" fill="#2a0d08" />
      <circle cx="450" cy="1150" r="70" fill="#f0533a" />
      <text x="450" y="1545" fontSize="58" fontWeight="620" textAnchor="middle" fill="#2a0d08">
        Records, 10 to 4
      </text>
    </Still>
  );
}

export function ChartStill() {
  const bars = [190, 240, 225, 320, 390, 520];
  return (
    <Still width={1600} height={900}>
      <rect width="1600" height="900" fill="#eceaf7" />
      <text x="108" y="330" fontSize="250" fontWeight="760" letterSpacing="-12" fill="#1c1440">
        18,850
      </text>
      <text x="118" y="432" fontSize="54" fontWeight="480" fill="#5b5478">
        readers in the first half of the year
      </text>
      {bars.map((height, index) => (
        <rect
          key={height}
          x={880 + index * 104}
          y={800 - height}
          width="80"
          height={height}
          rx="12"
          fill={index === bars.length - 1 ? '#ff5d8f' : '#6c4df6'}
          opacity={index === bars.length - 1 ? 1 : 0.3 + index * 0.13}
        />
      ))}
      <rect x="108" y="800" width="1384" height="5" rx="2.5" fill="#1c1440" />
    </Still>
  );
}
