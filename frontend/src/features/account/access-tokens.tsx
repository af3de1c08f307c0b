import { Plus } from 'lucide-react';
import { useState } from 'react';
import { describeError } from '@/api/errors';
import type { NewAccessToken } from '@/api/types.generated';
import { useTokens } from '@/hooks/use-tokens';
import { useTexts } from '@/texts';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { Skeleton } from '@/ui/skeleton';
import { NewToken } from './new-token';
import { TokenForm } from './token-form';
import { TokenRow } from './token-row';

/** Tokens with which git reaches one's projects: made, seen, revoked. */
export function AccessTokens() {
  const { t } = useTexts('account');
  const tokens = useTokens();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<NewAccessToken | null>(null);
  const list = tokens.data ?? [];

  return (
    <>
      <p className="text-pretty text-ink-2">{t('tokensText')}</p>
      {made && <NewToken token={made} onDone={() => setMade(null)} />}
      {tokens.isPending && <Skeleton className="h-14 w-full rounded-sm" />}
      {tokens.error && (
        <Banner
          tone="danger"
          action={
            <Button size="sm" onClick={() => void tokens.refetch()}>
              {t('again')}
            </Button>
          }
        >
          {describeError(tokens.error)}
        </Banner>
      )}
      {list.length > 0 && (
        <ul className="rounded-md border border-line">
          {list.map((token) => (
            <TokenRow
              key={token.id}
              token={token}
              onRevoked={() => setMade((shown) => (shown?.id === token.id ? null : shown))}
            />
          ))}
        </ul>
      )}
      {tokens.isSuccess && list.length === 0 && !making && (
        <div className="rounded-md border border-dashed border-line-strong px-4 py-5 text-center">
          <p className="font-medium">{t('noTokens')}</p>
          <p className="mx-auto mt-1 max-w-[380px] text-pretty text-ink-2">{t('noTokensText')}</p>
        </div>
      )}
      {making ? (
        <TokenForm
          onMade={(token) => {
            setMaking(false);
            setMade(token);
          }}
          onCancel={() => setMaking(false)}
        />
      ) : (
        <Button
          className="self-start pointer-coarse:h-11"
          onClick={() => {
            setMade(null);
            setMaking(true);
          }}
        >
          <Plus className="size-3.5" />
          {t('newToken')}
        </Button>
      )}
    </>
  );
}
