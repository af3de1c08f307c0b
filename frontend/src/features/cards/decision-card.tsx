import type { CardAnswer } from '@/api/types.generated';
import type { Card } from '@/lib/chat';
import { ChoiceCard } from './choice-card';
import { FixCard } from './fix-card';
import { StoryboardCard } from './storyboard-card';

export interface DecisionCardProps {
  card: Card;
  messageId: string;
  answer: CardAnswer | null;
  /** Nothing has been said since: it still waits for a decision. */
  open: boolean;
}

/** What the agent wants decided before it goes on. */
export function DecisionCard({ card, ...rest }: DecisionCardProps) {
  if ('options' in card) return <ChoiceCard card={card} {...rest} />;
  return 'scenes' in card ? <StoryboardCard card={card} {...rest} /> : <FixCard card={card} {...rest} />;
}
