import { type SubmitEvent, useState } from 'react';
import { describeError } from '@/api/errors';
import type { User } from '@/api/types.generated';
import { useUpdateMe } from '@/hooks/use-me';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Field, Input } from '@/ui/field';

/** The name others see. */
export function ProfileSettings({ user }: { user: User }) {
  const { t } = useTexts('account');
  const update = useUpdateMe();
  const saved = user.displayName ?? '';
  const [name, setName] = useState(saved);
  const changed = name.trim() !== '' && name.trim() !== saved;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (changed) update.mutate({ displayName: name.trim() });
  };
  return (
    <form onSubmit={submit} className="flex items-start gap-2">
      <div className="grow">
        <Field
          label={t('name')}
          error={update.error ? describeError(update.error) : null}
          hint={update.isSuccess && !changed ? t('saved') : undefined}
        >
          {(field) => (
            <Input
              {...field}
              value={name}
              maxLength={100}
              autoComplete="name"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      </div>
      <Button type="submit" className="mt-[22px] pointer-coarse:h-11" busy={update.isPending} disabled={!changed}>
        {t('save')}
      </Button>
    </form>
  );
}
