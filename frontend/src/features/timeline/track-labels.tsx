import { AudioLines, Clapperboard, MoveHorizontal, Music, Type, ZoomIn, ZoomOut } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';
import { Tooltip } from '@/ui/tooltip';
import { rowsHeight, TRACK_PX } from './tracks';
import type { TimelineZoom } from './use-zoom';

export interface TrackLabelsProps {
  /** How many rows each track has. */
  rows: { text: number; music: number; sounds: number };
  zoom: number;
  onZoom: TimelineZoom['change'];
}

/** What each track holds; above them how much of the video is shown. */
export function TrackLabels({ rows, zoom, onZoom }: TrackLabelsProps) {
  const { t } = useTexts('timeline');
  return (
    <div className="text-2xs text-ink-3">
      <div className="flex h-6 items-center ps-2.5">
        <ZoomButton label={t('smaller')} keys="-" disabled={zoom <= 1} onClick={() => onZoom(-1)}>
          <ZoomOut className="size-3.5" />
        </ZoomButton>
        <ZoomButton label={t('larger')} keys="+" onClick={() => onZoom(1)}>
          <ZoomIn className="size-3.5" />
        </ZoomButton>
        <ZoomButton label={t('whole')} keys="Shift Z" disabled={zoom <= 1} onClick={() => onZoom(0)}>
          <MoveHorizontal className="size-3.5" />
        </ZoomButton>
      </div>
      <Label height={TRACK_PX.scenes} icon={<Clapperboard />}>
        {t('scenes')}
      </Label>
      <Label height={rowsHeight('text', rows.text)} icon={<Type />}>
        {t('text')}
      </Label>
      <Label height={rowsHeight('music', rows.music)} icon={<Music />}>
        {t('music')}
      </Label>
      <Label height={rowsHeight('sounds', rows.sounds)} icon={<AudioLines />}>
        {t('sounds')}
      </Label>
    </div>
  );
}

function Label({ height, icon, children }: { height: number; icon: ReactNode; children: ReactNode }) {
  if (height === 0) return null;
  return (
    <p className="mt-1 flex items-center gap-2 truncate ps-4 pe-2 [&_svg]:size-3.5 [&_svg]:shrink-0" style={{ height }}>
      {icon}
      {children}
    </p>
  );
}

interface ZoomButtonProps {
  label: string;
  keys: string;
  disabled?: boolean;
  onClick: () => void;
  children: ReactNode;
}

function ZoomButton({ label, keys, disabled = false, onClick, children }: ZoomButtonProps) {
  return (
    <Tooltip label={label} keys={[keys]} side="top">
      <IconButton label={label} size="sm" disabled={disabled} onClick={onClick} className="size-6!">
        {children}
      </IconButton>
    </Tooltip>
  );
}
