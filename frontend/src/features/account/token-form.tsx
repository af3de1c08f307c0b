import { type SubmitEvent, useState } from 'react';
import { describeError } from '@/api/errors';
import type { NewAccessToken } from '@/api/types.generated';
import { useCreateToken } from '@/hooks/use-tokens';
import { Button } from '@/ui/button';
import { Field, Input } from '@/ui/field';
import { SegmentedControl } from '@/ui/segmented-control';

const NAME_MAX = 60;
const LIVES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: 'never', label: 'Never' },
] as const;
type Life = (typeof LIVES)[number]['value'];

export interface TokenFormProps {
  onMade: (token: NewAccessToken) => void;
  onCancel: () => void;
}

/** A new token: what it is for, and how long it lives. */
export function TokenForm({ onMade, onCancel }: TokenFormProps) {
  const create = useCreateToken();
  const [name, setName] = useState('');
  const [life, setLife] = useState<Life>('90');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const wish = { name: name.trim(), expiresInDays: life === 'never' ? null : Number(life) };
    if (wish.name) create.mutate(wish, { onSuccess: onMade });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4 rounded-md border border-line p-4" aria-label="New token">
      <Field
        label="Name"
        hint="Where it will be used, to tell it from others."
        error={create.error ? `No token was made. ${describeError(create.error)}` : null}
      >
        {(field) => (
          <Input
            {...field}
            autoFocus
            value={name}
            maxLength={NAME_MAX}
            placeholder="Work laptop"
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <div>
        <p className="mb-1.5 text-xs font-medium text-ink-2">Expires after</p>
        <SegmentedControl label="Expires after" value={life} options={[...LIVES]} onChange={setLife} />
        {life === 'never' && (
          <p className="mt-1.5 text-xs text-ink-3">It works until you revoke it. A year is safer.</p>
        )}
      </div>
      <div className="flex gap-2">
        <Button type="submit" variant="primary" busy={create.isPending} disabled={!name.trim()}>
          Create token
        </Button>
        <Button variant="ghost" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
