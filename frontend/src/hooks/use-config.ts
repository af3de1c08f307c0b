import type { Config } from '@/api/types.generated';
import { useServices } from '@/hooks/use-services';

/** The public config: limits, demo model, version. It is there before anything is drawn. */
export function useConfig(): Config {
  return useServices().config;
}
