import { type RefObject, useMemo } from 'react';
import type { Checkpoint } from '@/api/types.generated';
import { useView } from '@/features/workspace/use-view';
import { useCheckpoint } from '@/hooks/use-checkpoints';
import { useOpenProject } from '@/hooks/use-open-project';
import { headline, inOrder, momentName } from '@/lib/versions';
import { useTexts } from '@/texts';
import { Changes } from './changes';
import { CompareMenu } from './compare-menu';
import { Comparison } from './comparison';
import { useHistory } from './history-context';
import { VersionHeader } from './version-header';
import { VersionNotes } from './version-notes';

export interface VersionDetailProps {
  version: Checkpoint;
  /** What scrolls, so that a version opened with a key takes the focus along. */
  body: RefObject<HTMLDivElement | null>;
}

/** One version: what can be done with it, and how it differs from the one before it or from any other. */
export function VersionDetail({ version, body }: VersionDetailProps) {
  const { t } = useTexts('history');
  const { id } = useOpenProject();
  const { versions, head, first } = useHistory();
  const { against: asked, showVersion } = useView();
  const against = asked === version.parent || asked === version.sha ? null : asked;
  const listed = useMemo(() => versions.find(({ sha }) => sha === against), [versions, against]);
  const fetched = useCheckpoint(id, against && !listed ? against : null);
  const other = listed ?? fetched.data;
  // What came before the first version is the template's: there are no pictures of it.
  const parent = against || version.sha === first ? null : (version.parent ?? null);
  const listedParent = useMemo(() => versions.find(({ sha }) => sha === parent), [versions, parent]);
  const fetchedParent = useCheckpoint(id, listedParent ? null : parent);
  const [older, newer] = other ? inOrder(version, other, versions) : [null, version];
  const before = older ?? (parent ? (listedParent ?? fetchedParent.data) : null);
  const name = (one: Checkpoint) =>
    one.sha === head ? t('now') : one.name ? t('quoted', { name: one.name }) : momentName(one.createdAt);

  return (
    <article aria-label={headline(version, versions)} className="flex min-h-0 min-w-0 grow flex-col">
      <VersionHeader version={version} />
      <div
        ref={body}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
        tabIndex={0}
        className="min-h-0 grow overflow-y-auto overscroll-contain px-4 pb-8 outline-offset-[-2px]"
      >
        <VersionNotes version={version} />
        <div className="mt-3 flex min-h-8 min-w-0 items-center gap-1">
          <span className="shrink-0 text-xs text-ink-3">{t('comparedWith')}</span>
          <CompareMenu version={version} against={against} onChange={(next) => showVersion(version.sha, next)} />
        </div>
        {before && <Comparison key={`${before.sha} ${newer.sha}`} older={before} newer={newer} />}
        <Changes
          key={`${newer.sha} ${older?.sha ?? ''}`}
          title={older ? t('fromTo', { from: name(older), to: name(newer) }) : t('whatChanged')}
          newer={newer}
          older={against ? (older?.sha ?? null) : (version.parent ?? null)}
          pending={against !== null && !other}
          problem={fetched.error}
          onRetry={() => void fetched.refetch()}
        />
      </div>
    </article>
  );
}
