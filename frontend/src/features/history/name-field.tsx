import { type KeyboardEvent, type SubmitEvent, useEffect, useId, useRef, useState } from 'react';
import { ApiError, describeError } from '@/api/errors';
import type { Checkpoint } from '@/api/types.generated';
import { useNameCheckpoint } from '@/hooks/use-checkpoints';
import { useOpenProject } from '@/hooks/use-open-project';
import { textsOf, useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Input } from '@/ui/field';
import { useHistory } from './history-context';

const NAME_MAX = 60;

/** What to call a version, written in its place. Enter keeps it, Esc leaves all as it was. */
export function NameField({ version }: { version: Checkpoint }) {
  const { t } = useTexts('history');
  const { id } = useOpenProject();
  const { setNaming } = useHistory();
  const naming = useNameCheckpoint(id);
  const [text, setText] = useState(version.name ?? '');
  const field = useRef<HTMLInputElement>(null);
  const below = useId();
  const name = text.trim();

  useEffect(() => {
    // A menu that closes gives the focus back to its button first.
    const frame = requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.select();
    });
    return () => cancelAnimationFrame(frame);
  }, []);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!name || name === version.name) return setNaming(null);
    try {
      await naming.mutateAsync({ sha: version.sha, name });
      setNaming(null);
    } catch {
      field.current?.focus(); // the reason stands below
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    setNaming(null);
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="mt-2 max-w-[440px]">
      <div className="flex items-center gap-2">
        <Input
          ref={field}
          value={text}
          maxLength={NAME_MAX}
          aria-label={t('nameOf')}
          aria-invalid={naming.error ? true : undefined}
          aria-describedby={below}
          placeholder={t('nameExample')}
          onChange={(event) => {
            setText(event.target.value);
            naming.reset();
          }}
          onKeyDown={onKeyDown}
        />
        <Button type="submit" busy={naming.isPending} disabled={!name} className="pointer-coarse:h-11">
          {t('save')}
        </Button>
        <Button variant="ghost" onClick={() => setNaming(null)} className="pointer-coarse:h-11">
          {t('cancel')}
        </Button>
      </div>
      <p
        id={below}
        role={naming.error ? 'alert' : undefined}
        className={naming.error ? 'mt-1.5 text-xs text-danger' : 'sr-only'}
      >
        {naming.error ? wordsFor(naming.error, name) : t('atMost', { count: NAME_MAX })}
      </p>
    </form>
  );
}

function wordsFor(error: Error, name: string): string {
  const t = textsOf('history');
  if (error instanceof ApiError && error.code === 'name_taken') return t('nameTaken', { name });
  return t('nameNotKept', { reason: describeError(error) });
}
