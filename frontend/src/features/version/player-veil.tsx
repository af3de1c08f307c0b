import type { ReactNode } from 'react';
import { usePlayer } from '@/hooks/use-player';
import { useTexts } from '@/texts';
import { Spinner } from '@/ui/spinner';

/** What lies over the video: its picture until it is drawn, and what is to be said where it can't be played. */
export function PlayerVeil({ poster, children }: { poster: string | null; children: ReactNode }) {
  const { t } = useTexts('version');
  const drawn = usePlayer((state) => state.drawn);
  const phase = usePlayer((state) => state.phase);
  const answering = usePlayer((state) => state.answering);
  const fault = usePlayer((state) => state.fault);
  const stuck = phase !== 'none' && !answering;
  if (drawn && !stuck && !children) return null;
  const said = fault?.message ?? (stuck ? t('stuck') : null);
  return (
    <div className="absolute inset-0 grid place-items-center overflow-hidden">
      {!drawn && poster && (
        <img
          src={poster}
          alt=""
          className="absolute inset-0 size-full object-contain"
          onError={({ currentTarget }) => (currentTarget.hidden = true)}
        />
      )}
      {children ?? (
        <div role="status" className="relative m-4 rounded-sm bg-black/65 px-3 py-2 text-sm text-pretty text-white">
          {said ?? (
            <span className="flex items-center gap-2">
              <Spinner />
              {t('loading')}
            </span>
          )}
        </div>
      )}
    </div>
  );
}
