import type { ReactNode } from 'react';
import { describeError } from '@/api/errors';
import { useOpenProject } from '@/hooks/use-open-project';
import { usePoster } from '@/hooks/use-poster';
import { useVersionPlayer } from '@/hooks/use-version-player';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Spinner } from '@/ui/spinner';
import { Player } from './player';

/** A version of the open project that plays, whatever the project is now; says what it waits for. */
export function VersionPlayer({ sha, title }: { sha: string; title: string }) {
  const { t } = useTexts('version');
  const { id, videoSettings } = useOpenProject();
  const { told: player, late, error, retry } = useVersionPlayer(id, sha);
  const poster = usePoster(id, sha);
  const again = <Button onClick={retry}>{t('tryAgain')}</Button>;
  return (
    <Player url={player?.url ?? null} title={title} clip={videoSettings ?? null} poster={poster}>
      {player?.state === 'failed' ? (
        <Card action={again} title={t('cannotBuild')}>
          {player.problem}
        </Card>
      ) : error && !player ? (
        <Card action={again} title={t('cannotAsk')}>
          {describeError(error)}
        </Card>
      ) : late ? (
        <Card action={again} title={t('late')}>
          {t('lateWhat')}
        </Card>
      ) : player?.url ? undefined : (
        <Card
          title={
            <span className="flex items-center justify-center gap-2.5">
              <Spinner />
              {t('building')}
            </span>
          }
        >
          {t('buildingWhat')}
        </Card>
      )}
    </Player>
  );
}

function Card({ title, action, children }: { title: ReactNode; action?: ReactNode; children: ReactNode }) {
  return (
    <div
      role="status"
      className="relative m-4 max-w-[420px] rounded-lg border border-line bg-surface/95 p-4 text-center shadow-float"
    >
      <p className="font-medium">{title}</p>
      <p className="mt-1 line-clamp-6 text-pretty whitespace-pre-wrap text-ink-2 [overflow-wrap:anywhere]">
        {children}
      </p>
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}
