import { type SubmitEvent, useState } from 'react';
import { describeError } from '@/api/errors';
import { useDeleteAccount } from '@/hooks/use-account-data';
import { useAccount } from '@/hooks/use-auth';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Field, Input } from '@/ui/field';

/** Erases the account, after its e-mail was typed: by nobody's slip. */
export function DeleteAccount() {
  const { t } = useTexts('account');
  const [open, setOpen] = useState(false);
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p className="max-w-[360px] text-pretty text-ink-2">{t('deleteAbout')}</p>
      <Button className="pointer-coarse:h-11" onClick={() => setOpen(true)}>
        <span className="text-danger">{t('deleteOpen')}</span>
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={t('deleteTitle')} description={t('deleteWhat')}>
        <DeletionForm onKeep={() => setOpen(false)} />
      </Dialog>
    </div>
  );
}

function DeletionForm({ onKeep }: { onKeep: () => void }) {
  const { t } = useTexts('account');
  const { email } = useAccount();
  const deletion = useDeleteAccount();
  const [typed, setTyped] = useState('');
  const matches = typed.trim().toLowerCase() === email.toLowerCase();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (matches) deletion.mutate();
  };
  return (
    <form onSubmit={submit}>
      <ul className="mb-4 list-disc space-y-1 ps-5 text-ink-2">
        <li>{t('deleteProjects')}</li>
        <li>{t('deleteShared')}</li>
        <li>{t('deleteTokens')}</li>
      </ul>
      <Field
        label={t('deleteType', { email })}
        error={deletion.error ? t('deleteFailed', { reason: describeError(deletion.error) }) : null}
      >
        {(field) => (
          <Input
            {...field}
            type="email"
            value={typed}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      <div className="mt-5 flex justify-end gap-2">
        <Button className="pointer-coarse:h-11" onClick={onKeep}>
          {t('deleteKeep')}
        </Button>
        <Button
          type="submit"
          variant="danger"
          className="pointer-coarse:h-11"
          busy={deletion.isPending}
          disabled={!matches}
        >
          {t('deleteGo')}
        </Button>
      </div>
    </form>
  );
}
