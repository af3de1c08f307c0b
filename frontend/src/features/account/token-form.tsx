import { type SubmitEvent, useState } from 'react';
import { describeError } from '@/api/errors';
import type { NewAccessToken } from '@/api/types.generated';
import { useCreateToken } from '@/hooks/use-tokens';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Field, Input } from '@/ui/field';
import { SegmentedControl } from '@/ui/segmented-control';

const NAME_MAX = 60;
const LIVES = ['30', '90', '365', 'never'] as const;
const LIFE_NAMES = { '30': 'days30', '90': 'days90', '365': 'year', never: 'never' } as const;
type Life = (typeof LIVES)[number];

export interface TokenFormProps {
  onMade: (token: NewAccessToken) => void;
  onCancel: () => void;
}

/** A new token: what it is for, and how long it lives. */
export function TokenForm({ onMade, onCancel }: TokenFormProps) {
  const { t } = useTexts('account');
  const create = useCreateToken();
  const [name, setName] = useState('');
  const [life, setLife] = useState<Life>('90');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const wish = { name: name.trim(), expiresInDays: life === 'never' ? null : Number(life) };
    if (wish.name) create.mutate(wish, { onSuccess: onMade });
  };
  return (
    <form
      onSubmit={submit}
      className="flex flex-col gap-4 rounded-md border border-line p-4"
      aria-label={t('newToken')}
    >
      <Field
        label={t('name')}
        hint={t('tokenHint')}
        error={create.error ? t('noTokenMade', { why: describeError(create.error) }) : null}
      >
        {(field) => (
          <Input
            {...field}
            autoFocus
            value={name}
            maxLength={NAME_MAX}
            placeholder={t('tokenExample')}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <div>
        <p className="mb-1.5 text-xs font-medium text-ink-2">{t('expiresAfter')}</p>
        <SegmentedControl
          label={t('expiresAfter')}
          value={life}
          options={LIVES.map((value) => ({ value, label: t(LIFE_NAMES[value]) }))}
          onChange={setLife}
        />
        {life === 'never' && <p className="mt-1.5 text-xs text-ink-3">{t('neverHint')}</p>}
      </div>
      <div className="flex gap-2">
        <Button type="submit" variant="primary" busy={create.isPending} disabled={!name.trim()}>
          {t('createToken')}
        </Button>
        <Button variant="ghost" onClick={onCancel}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
