import { AudioLines, Film, Image, Type } from 'lucide-react';
import type { AssetKind } from '@/api/types.generated';

const ICONS = { image: Image, video: Film, audio: AudioLines, font: Type } as const;

export function KindIcon({ kind, className }: { kind: AssetKind; className?: string }) {
  const Icon = ICONS[kind];
  return <Icon aria-hidden className={className} />;
}
