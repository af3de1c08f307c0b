import { type SubmitEvent, useState } from 'react';
import { describeError } from '@/api/errors';
import { useAskForAccess } from '@/hooks/use-invited';
import type { GivenRole } from '@/lib/roles';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Field, Textarea } from '@/ui/field';
import { SegmentedControl } from '@/ui/segmented-control';

const NOTE_MAX = 300;

/** Asks the owner, if there is one, to let one in. */
export function AskForAccess({ projectId, onAsked }: { projectId: string; onAsked: () => void }) {
  const { t } = useTexts('sharing');
  const ask = useAskForAccess(projectId);
  const [role, setRole] = useState<GivenRole>('viewer');
  const [note, setNote] = useState('');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    ask.mutate({ role, note: note.trim() || null }, { onSuccess: onAsked });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4 rounded-md border border-line bg-surface p-4 text-start">
      <div>
        <p className="mb-1.5 text-xs font-medium text-ink-2">{t('whatYouWant')}</p>
        <SegmentedControl
          label={t('whatYouWant')}
          value={role}
          onChange={setRole}
          options={[
            { value: 'viewer', label: t('toWatch') },
            { value: 'editor', label: t('toEdit') },
          ]}
        />
      </div>
      <Field label={t('note')} aside={t('noteOptional')}>
        {(field) => (
          <Textarea
            {...field}
            rows={2}
            value={note}
            maxLength={NOTE_MAX}
            placeholder={t('noteExample')}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
      {ask.error && (
        <p role="alert" className="text-xs text-danger">
          {t('askFailed', { reason: describeError(ask.error) })}
        </p>
      )}
      <Button type="submit" variant="primary" busy={ask.isPending} className="self-start pointer-coarse:h-11">
        {t('ask')}
      </Button>
    </form>
  );
}
