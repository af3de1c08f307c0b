import { Check, CloudOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useSaveState } from '@/hooks/use-events';
import { useSession } from '@/hooks/use-session';
import { shortSha } from '@/lib/versions';
import { useTexts } from '@/texts';
import { Spinner } from '@/ui/spinner';
import { useSavedSha } from './use-saved-sha';

/** Is everything safe? Good news is quiet: grey, with the version's short sha. What failed is told by a bar, aloud. */
export function SaveBadge() {
  const { t } = useTexts('workspace');
  const save = useSaveState();
  const opening = useSession((view) => view.live === null && view.problem === null);
  const sha = useSavedSha();

  if (save?.state === 'failed') {
    return (
      <Line tone="text-danger" icon={<CloudOff className="size-3.5" />}>
        {t('notSaved')}
      </Line>
    );
  }
  if (save?.state === 'pending') {
    return save.reason ? (
      <Line tone="text-warn" icon={<CloudOff className="size-3.5" />}>
        {t('notSavedYet')}
      </Line>
    ) : (
      <Line icon={<Spinner className="size-3" />}>{t('saving')}</Line>
    );
  }
  if (!sha) return opening ? <Line icon={<Spinner className="size-3" />}>{t('settingUp')}</Line> : null;
  return (
    <Line icon={<Check className="size-3.5" />} title={t('savedVersion', { sha })}>
      {t('saved')} <bdi className="font-mono text-ink-3">{shortSha(sha)}</bdi>
    </Line>
  );
}

interface LineProps {
  tone?: string;
  icon: ReactNode;
  title?: string;
  children: ReactNode;
}

function Line({ tone = 'text-ink-2', icon, title, children }: LineProps) {
  return (
    <p
      data-save
      title={title}
      className={`flex shrink-0 items-center gap-1.5 text-2xs whitespace-nowrap before:mx-1 before:hidden before:h-4 before:w-px before:bg-line-strong md:text-xs md:before:block ${tone}`}
    >
      {icon}
      <span>{children}</span>
    </p>
  );
}
