import { createContext, useContext } from 'react';
import type { Accounts } from '@/api/accounts';
import type { SaveFile } from '@/api/files';
import type { Live } from '@/api/live';
import type { PutFile } from '@/api/put-file';
import type { Routes } from '@/api/routes';
import type { Config } from '@/api/types.generated';

/** All that reaches outside, made by main once the config is there; tests hand in fakes. */
export interface Services {
  config: Config;
  accounts: Accounts;
  routes: Routes;
  live: Live;
  saveFile: SaveFile;
  putFile: PutFile;
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) throw new Error('useServices needs <ServicesContext>');
  return services;
}
