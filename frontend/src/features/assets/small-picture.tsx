import { useState } from 'react';
import type { AssetKind } from '@/api/types.generated';
import { KindIcon } from './kind-icon';

export interface SmallPictureProps {
  kind: AssetKind;
  /** Where a picture is to be seen; without it, or where it can't be drawn, the kind's sign stands for it. */
  address: string | null | undefined;
}

/** A file in a few pixels, for rows and chips; fills its parent. */
export function SmallPicture({ kind, address }: SmallPictureProps) {
  const [broken, setBroken] = useState(false);
  if (!address || broken) return <KindIcon kind={kind} className="size-4" />;
  return (
    <img
      src={address}
      alt=""
      decoding="async"
      onError={() => setBroken(true)}
      className="size-full bg-wave object-cover"
    />
  );
}
